/** Runs in the report: the heads of tables become buttons that sort. Without scripts the tables are whole all the same. */
export const SORTING = `
for (const table of document.querySelectorAll('table.sortable')) {
  const heads = [...table.tHead.rows[0].cells];
  const value = (row, column) => {
    const cell = row.cells[column];
    const number = cell.dataset.value;
    return number === undefined ? cell.textContent : number === '' ? undefined : Number(number);
  };
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const up = head.getAttribute('aria-sort') === 'descending' ||
        (!head.hasAttribute('aria-sort') && head.classList.contains('text'));
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      const body = table.tBodies[0];
      const rows = [...body.rows].sort((a, b) => {
        const [one, two] = [value(a, column), value(b, column)];
        if (one === undefined || two === undefined) return (one === undefined) - (two === undefined);
        const order = typeof one === 'number' ? one - two : one.localeCompare(two, undefined, { numeric: true });
        return up ? order : -order;
      });
      body.append(...rows);
    });
  });
}
`;
