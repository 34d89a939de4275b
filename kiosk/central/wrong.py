"""What staff may have written wrongly, said in both their languages with the way out."""

from collections.abc import Mapping

from kiosk.errors import UsageError

TEXTS: Mapping[str, tuple[str, str]] = {
    "wrong_id": (
        "'{cell}' phải gồm 2 đến 40 ký tự a-z, 0-9 và '-'; hãy viết lại",
        "'{cell}' must be 2 to 40 of a-z, 0-9 and '-'; write another",
    ),
    "wrong_line": (
        "phải là một dòng chữ thấy được; hãy bỏ các ký tự khác",
        "must be one line of visible letters; remove the others",
    ),
    "wrong_length": ("có {count} chữ; viết nhiều nhất {most}", "has {count} letters; write at most {most}"),
    "wrong_name": (
        "còn trống; hãy viết tên mà cán bộ quen gọi",
        "is empty; write the name that staff know it by",
    ),
    "wrong_staff": (
        "'{cell}' không phải số người; hãy viết từ 0 đến {most}",
        "'{cell}' is no number of people; write one from 0 to {most}",
    ),
    "wrong_status": (
        "'{cell}' không phải trạng thái của nơi; viết active hoặc suspended",
        "'{cell}' is no status of a site; write active or suspended",
    ),
    "wrong_state": (
        "'{cell}' không phải trạng thái của máy; viết active, retired hoặc stolen",
        "'{cell}' is no state of a kiosk; write active, retired or stolen",
    ),
    "hours_without_times": ("'{part}' không có giờ; {way_out}", "'{part}' has no times; {way_out}"),
    "hours_backwards": (
        "'{part}' kết thúc trước khi bắt đầu; {way_out}",
        "'{part}' ends before it begins; {way_out}",
    ),
    "hours_no_day": ("'{part}' không phải là ngày; {way_out}", "'{part}' is no day; {way_out}"),
    "hours_no_span": (
        "'{part}' không phải là khoảng giờ; {way_out}",
        "'{part}' is no span of time; {way_out}",
    ),
    "hours_overlap": (
        "{one} và {other} chồng nhau; hãy gộp làm một",
        "{one} and {other} overlap; write them as one",
    ),
    "hours_way_out": (
        "hãy viết như 'mon-fri 07:30-11:30 13:30-17:00; sat 07:30-11:30'",
        "write it such as 'mon-fri 07:30-11:30 13:30-17:00; sat 07:30-11:30'",
    ),
    "file_not_utf8": ("không phải UTF-8; hãy lưu dạng 'CSV UTF-8'", "is not UTF-8; save it as 'CSV UTF-8'"),
    "file_no_sheet": (
        "không có cột của bảng nào; hãy bắt đầu bằng dòng như 'area,name'",
        "names no sheet's columns; begin with a line such as 'area,name'",
    ),
    "file_not_csv": (
        "không phải CSV ({why}); hãy lưu lại từ bảng tính",
        "is not CSV ({why}); save it from a spreadsheet again",
    ),
    "column_absent": ("chưa có; hãy thêm cột này", "is not there; add this column"),
    "column_unknown": (
        "không phải cột của {sheet}; các cột là {known}",
        "is no column of {sheet}; known are {known}",
    ),
    "column_twice": ("có hai lần; hãy bỏ một", "is there twice; remove one"),
    "row_length": (
        "có {count} ô, không phải {wanted}; hãy xem lại dấu phẩy và dấu nháy",
        "has {count} cells, not {wanted}; check its commas and quotes",
    ),
    "row_twice": ("đã có ở {where}; hãy bỏ một", "is there already in {where}; remove one of them"),
    "not_your_area": (
        "'{area}' không thuộc khu vực của bạn; hãy bỏ dòng này",
        "'{area}' is not among your areas; remove this line",
    ),
    "kiosk_elsewhere": (
        "'{kiosk}' thuộc khu vực khác; hãy hỏi người phụ trách toàn hệ thống",
        "'{kiosk}' is of another area; ask who looks after them all",
    ),
    "agency_of_all": (
        "là tên chung của mọi khu vực; hãy hỏi người phụ trách toàn hệ thống",
        "is known to all areas; ask who looks after them all",
    ),
    "area_unknown": (
        "'{area}' chưa có trong danh bạ; hãy thêm khu vực trước",
        "'{area}' is not in the registry; add it to the areas first",
    ),
    "agency_unknown": (
        "'{agency}' chưa có trong danh bạ; hãy thêm cơ quan trước",
        "'{agency}' is not in the registry; add it to the agencies first",
    ),
    "site_unknown": (
        "'{site}' chưa có trong danh bạ; hãy thêm nơi này trước",
        "'{site}' is not in the registry; add it to the sites first",
    ),
    "kiosk_unknown": (
        "Máy {kiosk} chưa có trong danh bạ; hãy chọn máy khác.",
        "The kiosk {kiosk} is not in the registry; choose one that is.",
    ),
    "kiosk_taken": (
        "Máy {kiosk} đã có trong danh bạ; hãy chuyển máy đó, hoặc chọn mã khác.",
        "The kiosk {kiosk} is in the registry already; move it, or choose another id.",
    ),
    "kiosk_gone": (
        "Máy {kiosk} không còn treo ở đâu; hãy đăng ký {new} như máy mới.",
        "The kiosk {kiosk} hangs nowhere any more; register {new} as a new one.",
    ),
    "reason_absent": (
        "Hãy ghi lý do, ít nhất {least} chữ; lý do được ghi vào nhật ký.",
        "Write the reason, in at least {least} letters; it is kept in the audit.",
    ),
    "period_backwards": (
        "Thời gian kết thúc trước khi bắt đầu; hãy sửa lại.",
        "The time ends before it begins; put it right.",
    ),
    "period_long": (
        "Thời gian quá dài; mỗi lần hỏi tối đa {most} ngày.",
        "The time is too long; ask for {most} days at most, and again for the rest.",
    ),
    "namespace_unknown": (
        "Loại giấy tờ này không có; hãy chọn loại khác.",
        "There is no such kind of number; choose vn-id, qid, bhyt, dcc, pass or opaque:NAME.",
    ),
    "time_unknown": (
        "'{text}' không phải là thời gian; hãy viết như 2026-11-23T14:00.",
        "'{text}' is no time; write one such as 2026-11-23T14:00+07:00.",
    ),
    "place_unknown": (
        "Nơi này không có trong các khu vực của bạn; hãy chọn một nơi trong danh sách.",
        "There is no such site in your areas; choose one of the list.",
    ),
    "person_absent": ("Hãy nhập số giấy tờ của người được hỏi.", "Type the number of whom you ask for."),
    "days_unknown": ("Số ngày phải từ 0 đến 92; hãy sửa lại.", "Write a number of days from 0 to 92."),
    "recipient_unknown": (
        "Tệp khóa không dùng được; hãy hỏi nơi nhận tệp .pub của họ.",
        "This is no public sealing key; ask who receives it for their .pub file.",
    ),
    "person_unknown": (
        "Lượt này không có người nào truy vết được; hãy chọn lượt khác, hoặc nhập số giấy tờ.",
        "This entry has nobody that can be traced; name another one, or type the number.",
    ),
    "account_no_name": (
        "'{name}' không phải tên tài khoản; viết tối đa 40 ký tự a-z, 0-9, '.', '-' và '_', "
        "hai đầu là chữ hoặc số.",
        "'{name}' is no account's name; write up to 40 of a-z, 0-9, '.', '-' and '_', "
        "with a letter or a digit at both ends.",
    ),
    "account_taken": (
        "Đã có tài khoản {name}; hãy sửa tài khoản đó, hoặc chọn tên khác.",
        "There is an account {name} already; change it, or take another name.",
    ),
    "account_unknown": (
        "Không có tài khoản {name}; hãy xem danh sách, hoặc thêm tài khoản.",
        "There is no account {name}; look at the list, or add it.",
    ),
    "password_short": (
        "Mật khẩu quá ngắn; cần ít nhất {least} ký tự, tốt nhất là vài từ.",
        "The password is too short; take at least {least} letters, better a few words.",
    ),
    "password_long": (
        "Mật khẩu quá dài; nhiều nhất {most} ký tự.",
        "The password is too long; take at most {most} letters.",
    ),
    "password_easy": (
        "Mật khẩu quá dễ đoán; hãy chọn mật khẩu khác, tốt nhất là vài từ.",
        "The password is easily guessed; take another, better a few words.",
    ),
}
"""Vietnamese, English."""


class Wrong(UsageError):
    """Something written wrongly; as an error of the command line it is in English."""

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values
        super().__init__(TEXTS[key][1].format(**values))
