'use strict';
// Sorts and filters the table of messages. Without it the table stands by score.
(() => {
  const table = document.querySelector('.messages');
  const form = document.querySelector('.filters');
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...body.rows];
  const search = form.querySelector('input');
  const output = form.querySelector('output');
  const selects = new Map();

  const text = (row, column) => row.cells[column].textContent;
  const number = (shown) => Number(shown.replace(',', '.'));

  function sort(column) {
    const head = heads[column];
    const numeric = head.dataset.sort === 'number';
    const up = head.getAttribute('aria-sort') ? head.getAttribute('aria-sort') === 'descending' : !numeric;
    for (const other of heads) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
    const order = (a, b) => (numeric ? number(a) - number(b) : a.localeCompare(b, 'nl'));
    rows.sort((a, b) => (up ? 1 : -1) * order(text(a, column), text(b, column)));
    body.append(...rows);
  }

  function filter() {
    const wanted = search.value.toLocaleLowerCase('nl');
    let shown = 0;
    for (const row of rows) {
      const fits = [...selects].every(([column, select]) => select.value === '' || text(row, column) === select.value);
      row.hidden = !fits || !row.textContent.toLocaleLowerCase('nl').includes(wanted);
      shown += !row.hidden;
    }
    output.textContent = shown + ' van ' + rows.length + ' berichten';
  }

  function addSelect(column) {
    const values = [...new Set(rows.map((row) => text(row, column)))].sort((a, b) => a.localeCompare(b, 'nl'));
    if (values.length < 2) return;
    const label = document.createElement('label');
    const select = document.createElement('select');
    select.append(new Option('alle', ''));
    for (const value of values) if (value) select.append(new Option(value, value));
    label.append(heads[column].textContent + ' ', select);
    output.before(label);
    selects.set(column, select);
  }

  heads.forEach((head, column) => {
    if ('filter' in head.dataset) addSelect(column);
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    button.addEventListener('click', () => sort(column));
    head.replaceChildren(button);
  });
  form.hidden = false;
  form.addEventListener('input', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  filter();
})();
