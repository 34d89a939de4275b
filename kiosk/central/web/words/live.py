"""The live page, and what becomes of kiosks and of the centre itself."""

from kiosk.central.web.words.catalogue import Pairs

LIVE: Pairs = {
    "today": ("Hôm nay, từ {time}", "Today, since {time}"),
    "entered": ("Vào", "In"),
    "left": ("Ra", "Out"),
    "inside": ("Đang ở trong", "Inside now"),
    "sites": ("Nơi ra vào", "Sites"),
    "site": ("Nơi", "Site"),
    "no_sites": ("Chưa có nơi nào gửi dữ liệu.", "No site has sent anything yet."),
    "all_of_them": ("Xem tất cả: {count}", "All of them: {count}"),
    "kiosks": ("Máy quét", "Kiosks"),
    "kiosk": ("Máy", "Kiosk"),
    "status": ("Tình trạng", "Status"),
    "seen": ("Lần cuối", "Last heard"),
    "no_kiosks": ("Chưa có máy nào kết nối.", "No kiosk has connected yet."),
    "troubles": ("Cần kiểm tra hôm nay", "To be looked into today"),
    "no_known_kiosk": ("Máy không rõ", "An unknown kiosk"),
    "feed": ("Lượt mới nhất", "Latest entries"),
    "no_entries": (
        "Chưa có lượt nào. Lượt quét đầu tiên sẽ hiện ở đây ngay.",
        "No entries yet. The first scan appears here at once.",
    ),
    "live": ("Trực tiếp", "Live"),
    "paused": ("Mất kết nối với trung tâm, đang thử lại…", "Connection to the centre lost, trying again…"),
    "no_broker": (
        "Chưa kết nối được với máy chủ tin nhắn. Các máy vẫn ghi nhận và sẽ gửi lại sau.",
        "The message broker cannot be reached. Kiosks still record, and send later.",
    ),
    "no_database": (
        "Cơ sở dữ liệu chưa ghi được. Không lượt nào bị mất: các máy sẽ gửi lại.",
        "The database cannot be used. Nothing is lost: kiosks will send again.",
    ),
    "clock": ("giờ của máy chưa được xác nhận", "this kiosk's clock is not confirmed"),
    "trouble_unusable": ("gửi dữ liệu không hiểu được", "sends what cannot be understood"),
    "trouble_refused": ("gửi lượt không hợp lệ", "sends entries that are not valid"),
    "trouble_conflict": (
        "gửi lượt khác dưới số thứ tự đã dùng: thẻ nhớ bị sao chép?",
        "sends other entries under numbers that are taken: is its card a copy?",
    ),
    "trouble_bad_chain": (
        "gửi lượt không nối được với lượt trước: đã bị sửa hoặc thiếu",
        "sends entries that do not fit those before: altered, or some are missing",
    ),
    "trouble_set_aside": (
        "đã cất riêng một sổ ghi bị hỏng: thẻ nhớ hỏng?",
        "has set aside a damaged journal: does its card die?",
    ),
    "trouble_wrong_path": (
        "gửi từ nơi khác với sổ đăng ký",
        "speaks from another place than the registry says",
    ),
    "trouble_stolen_kiosk": (
        "đã báo mất cắp mà vẫn gửi dữ liệu: không được tin",
        "was stolen, and speaks still: it is not believed",
    ),
    "trouble_forged_command": (
        "từ chối lệnh không phải của trung tâm: có người giả mạo?",
        "refuses commands that are not the centre's: does somebody forge them?",
    ),
    "trouble_unopened": (
        "gửi người mà trung tâm không mở niêm phong được",
        "sends persons whose seal the centre cannot open",
    ),
    "status_online": ("Đang chạy", "Online"),
    "status_silent": ("Im lặng", "Silent"),
    "status_stopped": ("Đã tắt", "Stopped"),
    "status_offline": ("Mất liên lạc", "Offline"),
    "status_unknown": ("Chưa rõ", "Unknown"),
}
