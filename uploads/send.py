from django.http import FileResponse, Http404

from uploads.models import StoredFile


def sent(stored: StoredFile) -> FileResponse:
    """A stored file as an attachment under its own name; raises Http404 if it is missing."""
    try:
        file = stored.file.open("rb")
    except FileNotFoundError as missing:
        raise Http404("这个文件已不在存储中，请告知系统管理员。") from missing
    return FileResponse(
        file,
        as_attachment=True,
        filename=stored.name,
        content_type=stored.content_type,
    )
