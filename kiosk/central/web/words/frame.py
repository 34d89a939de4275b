"""What stands around every page: navigation, signing in and out, errors."""

from kiosk.central.web.words.catalogue import Pairs

FRAME: Pairs = {
    "title": ("Trung tâm ra vào", "Entrance centre"),
    "skip": ("Đến nội dung chính", "Skip to the content"),
    "sections": ("Các trang", "Pages"),
    "to_dark": ("Nền tối", "Dark"),
    "to_light": ("Nền sáng", "Light"),
    "nav_live": ("Trực tiếp", "Live"),
    "role_viewer": ("Người xem", "Viewer"),
    "role_tracer": ("Người truy vết", "Tracer"),
    "role_admin": ("Quản trị", "Admin"),
    "sign_in": ("Đăng nhập", "Sign in"),
    "sign_out": ("Đăng xuất", "Sign out"),
    "sign_in_title": ("Đăng nhập vào trung tâm", "Sign in to the centre"),
    "account_name": ("Tên tài khoản", "Account"),
    "password": ("Mật khẩu", "Password"),
    "sign_in_wrong": (
        "Tên hoặc mật khẩu không đúng. Hãy thử lại.",
        "The name or the password is not right. Try again.",
    ),
    "sign_in_too_often": (
        "Đã thử quá nhiều lần. Hãy đợi 15 phút rồi thử lại.",
        "Tried too often. Wait 15 minutes, then try again.",
    ),
    "sign_in_help": (
        "Chưa có tài khoản? Hãy hỏi người quản trị của trung tâm.",
        "No account yet? Ask the centre's admin.",
    ),
    "no_account_yet": (
        "Chưa có tài khoản nào. Trên máy của trung tâm, hãy gõ lệnh:",
        "There is no account yet. On the centre's machine, type the command:",
    ),
    "error_400": ("Yêu cầu không hiểu được", "This request cannot be understood"),
    "error_400_help": ("Hãy quay lại và thử lại.", "Go back and try again."),
    "error_403": ("Bạn không được xem trang này", "This page is not for your account"),
    "error_403_help": (
        "Tài khoản của bạn không có quyền này. Nếu cần, hãy hỏi người quản trị.",
        "Your account may not do this. If you need it, ask the admin.",
    ),
    "error_404": ("Không có gì ở đây", "There is nothing here"),
    "error_404_help": (
        "Địa chỉ sai, hoặc nơi này không thuộc khu vực của bạn.",
        "The address is wrong, or this place is not in your areas.",
    ),
    "error_405": ("Không làm được ở đây", "This cannot be done here"),
    "error_405_help": ("Hãy quay lại và thử lại.", "Go back and try again."),
    "error_413": ("Tệp quá lớn", "This file is too large"),
    "error_413_help": ("Hãy chia tệp thành nhiều phần.", "Split it into several files."),
    "error_419": ("Biểu mẫu đã cũ", "This form is out of date"),
    "error_419_help": (
        "Bạn đã đăng nhập lại, hoặc biểu mẫu không đến từ trang này. Hãy mở lại trang và gửi lại.",
        "You have signed in again, or the form is not from these pages. Open the page again, and send again.",
    ),
    "error_500": ("Trang này bị lỗi", "This page failed"),
    "error_500_help": (
        "Lỗi nằm ở chương trình, không phải ở bạn. Không dữ liệu nào bị mất; hãy báo kỹ thuật.",
        "The fault is the program's, not yours. No data is lost; tell the technicians.",
    ),
    "error_503": ("Cơ sở dữ liệu không trả lời", "The database does not answer"),
    "error_503_help": (
        "Các máy quét vẫn ghi và sẽ gửi lại. Hãy thử lại sau một lát.",
        "The kiosks go on recording, and send again. Try again in a moment.",
    ),
    "home": ("Về trang trực tiếp", "To the live page"),
}
