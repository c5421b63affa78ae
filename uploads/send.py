from django.http import FileResponse, Http404

from uploads.models import StoredFile


def sent(stored: StoredFile, *, as_attachment: bool = True) -> FileResponse:
    """A stored file under its own name, to keep or to show; raises Http404 if it is missing."""
    try:
        file = stored.file.open("rb")
    except FileNotFoundError as missing:
        raise Http404("这个文件已不在存储中，请告知系统管理员。") from missing
    return FileResponse(
        file,
        as_attachment=as_attachment,
        filename=stored.name,
        content_type=stored.content_type,
    )
