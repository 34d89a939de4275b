"""Tracing: who was where, whom somebody met."""

from kiosk.central.web.words.catalogue import Pairs

TRACING: Pairs = {
    "nav_tracing": ("Truy vết", "Tracing"),
    "trace_no_keys": (
        "Trung tâm này không có khóa (central.keys), nên không biết ai là ai.",
        "This centre has no keys (central.keys), so it knows of nobody who it is.",
    ),
    "trace_site": ("Ai đã ở một nơi?", "Who was at a site?"),
    "trace_met": ("Một người đã gặp ai?", "Whom did somebody meet?"),
    "trace_since": ("Từ lúc", "From"),
    "trace_until": ("Đến lúc", "Until"),
    "trace_number": ("Số giấy tờ", "Number"),
    "trace_namespace": ("Loại giấy tờ", "Kind of number"),
    "namespace_vn_id": ("Số định danh (CCCD, Căn cước)", "Personal number (CCCD, Căn cước)"),
    "namespace_qid": ("QR quốc gia, số bị che", "National QR, masked number"),
    "namespace_bhyt": ("Thẻ bảo hiểm y tế", "Health-insurance card"),
    "namespace_dcc": ("Chứng nhận COVID của EU", "EU COVID certificate"),
    "namespace_pass": ("Thẻ khách (mã thẻ)", "Pass (its id)"),
    "trace_number_help": (
        "Như trên giấy tờ. Số này không được lưu; hoặc bấm nút bên một người đã tìm thấy.",
        "As on the card. It is not kept; or press the button beside somebody who was found.",
    ),
    "trace_moment": ("Tính từ lúc", "Counted from"),
    "trace_back": ("Bao nhiêu ngày trước đó", "Days before it"),
    "trace_forward": ("Bao nhiêu ngày sau đó", "Days after it"),
    "trace_reason_help": (
        "Bắt buộc. Câu hỏi và lý do được ghi vào nhật ký.",
        "Needed. The question and its reason are in the audit.",
    ),
    "trace_ask": ("Tìm, chưa xem ai là ai", "Find, without who they are"),
    "trace_show": ("Tìm và xem ai là ai", "Find, and show who they are"),
    "trace_hand_on": ("Gửi cho nơi khác, niêm phong", "Hand on, sealed"),
    "trace_recipient": ("Khóa công khai của nơi nhận (.pub)", "Public key of who receives it (.pub)"),
    "trace_recipient_help": (
        "Chỉ nơi nhận mở được tệp, bằng khóa .seal của họ.",
        "Only they can open the file, with their .seal.",
    ),
    "trace_seal": ("Tìm và tải tệp niêm phong", "Find, and download it sealed"),
    "trace_found": ("{count} người, từ {since} đến {before}", "{count} people, {since} to {before}"),
    "trace_own": ("Người được hỏi đã ở", "Whom you asked for was at"),
    "trace_nowhere": (
        "Người này không được thấy ở đâu trong thời gian đó, trong các khu vực của bạn.",
        "They were not seen anywhere at that time, in your areas.",
    ),
    "trace_when_where": ("Ở đâu, lúc nào", "Where and when"),
    "trace_minutes": ("Phút", "Minutes"),
    "trace_somebody": ("Người thứ {nth}", "Person {nth}"),
    "trace_no_name": ("(không có tên)", "(no name)"),
    "trace_shut": ("(không mở được niêm phong)", "(the seal does not open)"),
    "trace_their": ("Đã gặp ai?", "Whom did they meet?"),
    "trace_more": (
        "Trang này chỉ hiện {listed} người; tệp niêm phong có tất cả.",
        "This page has {listed} of them; a sealed file has all.",
    ),
    "trace_unnamed": (
        "Thêm {count} lượt vào của người không biết là ai (không quét mã).",
        "Beside them {count} came in of whom nobody knows who they are (without a code).",
    ),
    "trace_unsure": ("không chắc", "not sure"),
    "trace_unsure_help": (
        "≈ và thanh nhạt: không ai thấy người này vào hoặc ra; có thể đã ở đó ngắn hơn.",
        "≈ and pale bars: nobody saw them come or go; they may have been there for less.",
    ),
    "edge_auto_out": ("máy tự ghi ra", "taken for gone by the kiosk"),
    "edge_came_again": ("đến khi vào lần nữa", "until they came in again"),
    "edge_day": ("đến hết ngày", "until the day was over"),
    "edge_still_inside": ("chưa thấy ra", "not seen to leave yet"),
    "edge_unseen": ("không thấy vào", "not seen to come in"),
    "edge_other": ("thời gian của người kia không chắc", "the other's time is not sure"),
}
