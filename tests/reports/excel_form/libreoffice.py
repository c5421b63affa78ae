"""LibreOffice itself, headless: opens a form, does to it what officials do, and saves it."""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

XLSX = "Calc MS Excel 2007 XML"
SECONDS = 600

LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library"
 xmlns:xlink="http://www.w3.org/1999/xlink">
 <library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/"
  xlink:type="simple" library:link="false"/>
</library:libraries>
"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Module1"/>
</library:library>
"""
MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">{}</script:module>
"""
MAIN = """
Sub Main
  On Error Goto Failed
  Dim opening(0) As New com.sun.star.beans.PropertyValue
  opening(0).Name = "Hidden"
  opening(0).Value = True
  Dim document As Object
  document = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, opening())
  Dim figures As Object
  figures = document.Sheets.getByName("数据")
  Dim texts As Object
  texts = document.Sheets.getByName("文字")
  figures.unprotect("")
  texts.unprotect("")
  {edits}
  Dim saving(1) As New com.sun.star.beans.PropertyValue
  saving(0).Name = "FilterName"
  saving(0).Value = "{filter}"
  {password}
  document.storeToURL("{target}", saving())
  document.close(True)
  Exit Sub
Failed:
  Open "{log}" For Output As #1
  Print #1, Error$ &amp; " " &amp; Erl
  Close #1
End Sub
"""
PASSWORD = """
  Dim secret(1) As New com.sun.star.beans.NamedValue
  secret(0).Name = "CryptoType"
  secret(0).Value = "Standard"
  secret(1).Name = "OOXPassword"
  secret(1).Value = "{}"
  saving(1).Name = "EncryptionData"
  saving(1).Value = secret()
"""


class LibreOffice:
    """The program with a profile of its own, working in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.profile = folder / "profile"
        self.basic = self.profile / "user" / "basic" / "Standard"
        self.basic.mkdir(parents=True)
        (self.basic.parent / "script.xlc").write_text(LIBRARIES, "utf-8")
        (self.basic / "script.xlb").write_text(LIBRARY, "utf-8")
        # The first start makes the profile, and runs no macros yet.
        self._run("--terminate_after_init")

    def converted(self, content: bytes, suffix: str, source_suffix: str = "xlsx") -> bytes:
        """A workbook opened and saved in another format, or in the same."""
        source = self.folder / f"form.{source_suffix}"
        source.write_bytes(content)
        (self.folder / "out").mkdir(exist_ok=True)
        target = self.folder / "out" / f"form.{suffix}"
        target.unlink(missing_ok=True)
        self._run("--convert-to", suffix, "--outdir", str(target.parent), str(source))
        return target.read_bytes()

    def saved_again(self, workbooks: Mapping[str, bytes]) -> dict[str, bytes]:
        """Workbooks opened and saved by their names, all in one start of the program."""
        return {name: file.read_bytes() for name, file in self._all_as("xlsx", workbooks).items()}

    def printed(self, workbooks: Mapping[str, bytes]) -> dict[str, Path]:
        """Workbooks as PDF files by their names, all in one start of the program."""
        return self._all_as("pdf", workbooks)

    def _all_as(self, suffix: str, workbooks: Mapping[str, bytes]) -> dict[str, Path]:
        sources = [self.folder / f"{name}.xlsx" for name in workbooks]
        for source, content in zip(sources, workbooks.values(), strict=True):
            source.write_bytes(content)
        target = self.folder / "all"
        self._run("--convert-to", suffix, "--outdir", str(target), *map(str, sources))
        return {source.stem: target / f"{source.stem}.{suffix}" for source in sources}

    def edited(self, content: bytes, edits: str, password: str = "") -> bytes:
        """A form after lines of Basic worked on ``figures`` and ``texts``, its two sheets."""
        source, target = self.folder / "form.xlsx", self.folder / "edited.xlsx"
        log = self.folder / "error.txt"
        source.write_bytes(content)
        target.unlink(missing_ok=True)
        main = MAIN.format(
            source=source.as_uri(),
            target=target.as_uri(),
            filter=XLSX,
            log=log,
            edits=escape(edits),
            password=PASSWORD.format(password) if password else "",
        )
        (self.basic / "Module1.xba").write_text(MODULE.format(main), "utf-8")
        self._run("macro:///Standard.Module1.Main")
        assert target.exists(), log.read_text("utf-8") if log.exists() else "nothing was saved"
        return target.read_bytes()

    def _run(self, *arguments: str) -> None:
        subprocess.run(
            ["soffice", f"-env:UserInstallation={self.profile.as_uri()}", "--headless", *arguments],
            check=True,
            capture_output=True,
            timeout=SECONDS,
        )
