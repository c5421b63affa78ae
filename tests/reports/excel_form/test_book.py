"""Workbooks as programs write them, read cell by cell from their XML."""

import zipfile
from io import BytesIO

import pytest

from spreadsheets.archive import FileRefused, open_archive, refusing_what_is_broken
from spreadsheets.reader import ALTERED_SHOW, Area, Cell, UploadedWorkbook

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
STYLES = f"""<styleSheet {MAIN}>
 <numFmts><numFmt numFmtId="164" formatCode='yyyy"年"m"月"d"日"'/>
  <numFmt numFmtId="165" formatCode="0.00%"/></numFmts>
 <cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>
 <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="31"/><xf numFmtId="164"/>
  <xf numFmtId="9"/><xf numFmtId="165"/><xf/></cellXfs>
</styleSheet>"""
STRINGS = f"""<sst {MAIN}>
 <si><t>普通</t></si>
 <si><r><t>一</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 二</t></r></si>
 <si><t>揭阳</t><rPh sb="0" eb="2"><t>jieyang</t></rPh></si>
 <si/>
</sst>"""


def book(
    rows: str, *, tail: str = "", settings: str = "", relations: str = REL, styles: str = STYLES
) -> UploadedWorkbook:
    """A workbook of one sheet with these rows; its parts lie at unusual places."""
    kinds = {"s": "/xl/data/one.xml", "t": "strings.xml", "u": "./styles.xml"}
    names = {"s": "worksheet", "t": "sharedStrings", "u": "styles"}
    links = "".join(
        f'<Relationship Id="{key}" Type="{relations}/{names[key]}" Target="{kinds[key]}"/>'
        for key in kinds
    )
    members = {
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{relations}">{settings}'
        '<sheets><sheet name="表" sheetId="1" r:id="s"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>",
        "xl/data/one.xml": f"<worksheet {MAIN}><sheetData>{rows}</sheetData>{tail}</worksheet>",
        "xl/strings.xml": STRINGS,
        "xl/styles.xml": styles,
    }
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    with refusing_what_is_broken():
        return UploadedWorkbook(open_archive(file.getvalue()))


def cell_of(cell: str, styles: str) -> Cell:
    """The one cell of a workbook with these styles."""
    ((_, cells),) = book(f"<row>{cell}</row>", styles=styles).sheets[0].rows()
    return cells[1]


def texts(found: UploadedWorkbook) -> list[str]:
    """All cells of the one sheet."""
    return [cell.text for _, cells in found.sheets[0].rows() for cell in cells.values()]


def test_strings_are_read_with_their_runs_and_without_hints_of_their_sound() -> None:
    cells = "".join(f'<c t="s"><v>{number}</v></c>' for number in range(4))

    assert texts(book(f"<row>{cells}</row>")) == ["普通", "一 二", "揭阳"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c s="1"><v>46305</v></c>', "2026-10-10"),
        ('<c s="2"><v>46305.75</v></c>', "2026-10-10"),
        ('<c s="3"><v>46305</v></c>', "2026-10-10"),
        ('<c s="1"><v>0.5</v></c>', "0.5"),
        ('<c s="1"><v>1E+300</v></c>', "1" + "0" * 300),
        ('<c s="4"><v>0.98</v></c>', "98%"),
        ('<c s="5"><v>0.9876</v></c>', "98.76%"),
        ('<c s="6"><v>1180.0999999999999</v></c>', "1180.1"),
        ("<c><v>0.30000000000000004</v></c>", "0.3"),
        ("<c><v>99999999999999.25</v></c>", "99999999999999.2"),
        ('<c s="99"><v>4</v></c>', "4"),
        ('<c t="b"><v>1</v></c>', "TRUE"),
        ('<c t="b"><v>0</v></c>', "FALSE"),
        ('<c t="str"><f>A1</f><v>文</v></c>', "文"),
        ('<c t="d"><v>2026-10-10</v></c>', "2026-10-10"),
        ('<c t="inlineStr"><is><t>甲_x000A_乙</t></is></c>', "甲\n乙"),
        ("<c><v>INF</v></c>", "Infinity"),
    ],
)
def test_values_are_shown_as_one_would_type_them(cell: str, text: str) -> None:
    assert texts(book(f"<row>{cell}</row>")) == [text]


@pytest.mark.parametrize(
    "cell",
    [
        "<c/>",
        "<c><v/></c>",
        '<c t="s"/>',
        '<c t="b"><v/></c>',
        '<c t="inlineStr"/>',
        '<c t="str"><f>A1</f><v></v></c>',
        '<c t="inlineStr"><is><t>　 </t></is></c>',
    ],
)
def test_cells_with_nothing_in_them_are_none(cell: str) -> None:
    assert texts(book(f"<row>{cell}</row>")) == []


def test_days_count_from_1904_where_a_workbook_says_so() -> None:
    apple = book('<row><c s="1"><v>44843</v></c></row>', settings='<workbookPr date1904="1"/>')

    assert texts(apple) == ["2026-10-10"]


def test_strict_files_read_like_the_usual_ones() -> None:
    assert texts(book('<row><c t="s"><v>0</v></c></row>', relations=STRICT)) == ["普通"]


def test_rows_and_cells_without_their_numbers_are_counted() -> None:
    rows = '<row><c><v>1</v></c><c r="D1"><v>2</v></c><c><v>3</v></c></row><row r="9"/><row>'
    found = list(book(f"{rows}<c><v>4</v></c></row>").sheets[0].rows())

    assert found == [
        (1, {1: Cell("1"), 4: Cell("2"), 5: Cell("3")}),
        (9, {}),
        (10, {1: Cell("4")}),
    ]


def test_merged_areas_come_after_the_rows() -> None:
    found = book("<row/>", tail='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>').sheets[0]

    assert [list(found.rows()), found.merged] == [[(1, {})], [Area(1, 1, 2, 2)]]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="x"/>',
        "<row><c><v>abc</v></c></row>",
        '<row><c t="s"><v>99</v></c></row>',
        '<row><c s="x"><v>1</v></c></row>',
        "<row>",
    ],
)
def test_nonsense_is_refused(rows: str) -> None:
    with pytest.raises(FileRefused), refusing_what_is_broken():
        texts(book(rows))


def formatted(amount: str, number_format: str) -> Cell:
    """What a cell of an amount says in a number format."""
    code = number_format.replace("&", "&amp;").replace('"', "&quot;")
    styles = STYLES.replace('formatCode="0.00%"', f'formatCode="{code}"')
    return cell_of(f'<c s="5"><v>{amount}</v></c>', styles)


@pytest.mark.parametrize(
    ("amount", "number_format"),
    [
        ("3", '0"万"'),
        ("3", "0\\千"),
        ("12", '0"0000"'),
        ("1234567", '0,"千"'),
        ("1234567", "0.0,,"),
        ("4", '"9"'),
        ("4", ";;;"),
        ("4", '""'),
        ("0.6", "h:mm"),
    ],
)
def test_a_format_that_shows_another_number_is_shown(amount: str, number_format: str) -> None:
    assert formatted(amount, number_format) == Cell(amount, ALTERED_SHOW)


@pytest.mark.parametrize(
    ("amount", "number_format", "text"),
    [
        ("98", '0"%"', "98"),
        ("0.98", "0%", "98%"),
        ("12", '0"所"', "12"),
        ("12", "[$-804]#,##0_);[Red](#,##0)", "12"),
        ("12", "[DBNum1]General", "12"),
        ("12", '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ', "12"),
        ("1180", "0.00E+00", "1180"),
        ("12", "@", "12"),
    ],
)
def test_a_format_that_only_adorns_does_no_harm(amount: str, number_format: str, text: str) -> None:
    assert formatted(amount, number_format) == Cell(text)
