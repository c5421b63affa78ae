"""Messages for files that are not accepted: the reason and what to do."""

from typing import Final

MACROS: Final = (
    "含有宏（会自动运行的程序），为安全起见不能上传。请用 Office 或 WPS 打开，另存为不含宏的 DOCX、"
    "XLSX，或者另存为 PDF 后再上传。"
)
LOCKED: Final = (
    "设有打开密码（或工作簿保护密码），审核人打不开。请用 Office 或 WPS 打开，取消密码，"
    "保存后再上传。"
)
LOCKED_PDF: Final = (
    "设有打开密码，审核人打不开。请用 WPS 或浏览器输入密码打开，在“打印”里选“另存为 PDF”，"
    "存一份没有密码的再上传。"
)
TEMPLATE: Final = (
    "引用了外部模板（打开时会从别的电脑或网上取来，其中可能有宏），为安全起见不能上传。"
    "请用 Word 或 WPS 打开，另存为 PDF 后再上传；要交 Word 文件的，先在“开发工具—文档模板”里"
    "把模板改为 Normal，再保存。"
)
DAMAGED: Final = "已损坏或不完整。请先确认在电脑上能打开，另存一份后再上传。"
HEIC: Final = (
    "是 HEIC 格式的手机照片，多数电脑打不开。请转成 JPG 再上传：把照片用微信发给“文件传输助手”"
    "（不选“原图”），在电脑上另存下来就是 JPG；以后拍照前，苹果手机可在“设置—相机—格式”里"
    "选“兼容性最佳”，安卓手机可在相机设置里关闭“HEIF 格式”。"
)
PICTURE: Final = "是 {} 图片。请用“画图”等程序打开，另存为 JPG 或 PNG 后再上传。"
ARCHIVE: Final = "是压缩包。请解压后，把里面的文件逐个上传。"
SLIDES: Final = "是演示文稿。请用 PowerPoint 或 WPS 打开，另存为 PDF 后再上传。"
TEXT: Final = "是 {}，不能直接上传。请用 Word 或 WPS 打开，另存为 DOCX 或 PDF 后再上传。"
SHEET: Final = "是 {} 表格。请用 Excel 或 WPS 打开，另存为 XLSX 后再上传。"
MEDIA: Final = "是视频或录音，不能作为材料上传。请改用照片或文字说明。"


class NotTaken(Exception):
    """The content is not accepted; the text continues a sentence after the file's name."""
