// Rows of the administration's tables within a form. One that the officer added is not on the page
// when it is opened again: Django's own link adds it.

const ROW = /^(.+)-(\d+)-/;

function rowOf(name) {
  const [, table, number] = name.match(ROW) ?? [];
  return { table, number: Number(number), key: `${table}-${number}-id` };
}

const total = (form, table) => form.elements[`${table}-TOTAL_FORMS`];

// Whether a field's row is, or would be, the one it was typed in: rows move up where one is deleted.
export function isSameRow(form, copy, name) {
  const { table, key } = rowOf(name);
  if (!table || !total(form, table)) return true;
  return (copy.marks?.[key] ?? "") === (form.elements[key]?.value ?? "");
}

function linkOf(form, table) {
  const link = form.querySelector(`#${CSS.escape(table)}-group .add-row a`);
  return link?.checkVisibility() ? link : null;
}

export function canAdd(form, name) {
  const { table, number } = rowOf(name);
  const rows = table && total(form, table);
  return Boolean(rows && number >= Number(rows.value) && linkOf(form, table));
}

// Adds the rows of fields that have none yet, as far as the table takes more.
export function addRows(form, names) {
  for (const name of names) {
    const { table } = rowOf(name);
    while (canAdd(form, name)) linkOf(form, table).click();
  }
}
