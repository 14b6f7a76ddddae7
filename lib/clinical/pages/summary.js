'use strict';
// Lights statements and their sources, and shows one record at a time. Without it the page is a document with links.
(() => {
  const root = document.documentElement;
  const records = [...document.querySelectorAll('.record')];
  const index = [...document.querySelectorAll('.index li a')];
  const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
  let chosen = 0;

  const remember = (name) => history.replaceState(null, '', '#' + name);

  function choose(number) {
    chosen = Math.min(Math.max(number, 0), records.length - 1);
    records.forEach((record, i) => record.classList.toggle('chosen', i === chosen));
    index.forEach((link, i) => (i === chosen ? link.setAttribute('aria-current', 'true') : link.removeAttribute('aria-current')));
    if (index[chosen]) index[chosen].scrollIntoView({ block: 'nearest' });
  }

  function step(number) {
    choose(number);
    unlight();
    remember(records[chosen].id);
    records[chosen].scrollIntoView({ block: root.classList.contains('all') ? 'start' : 'nearest' });
  }

  function unlight() {
    for (const element of document.querySelectorAll('.lit')) {
      element.classList.remove('lit');
      element.removeAttribute('aria-current');
    }
  }

  function light(statements) {
    unlight();
    for (const name of statements) {
      const places = document.querySelectorAll('.place[data-of~="' + name + '"]');
      for (const element of [document.getElementById(name), ...places]) {
        element.classList.add('lit');
        element.setAttribute('aria-current', 'true');
      }
    }
  }

  // A place without a link of its own begins together with another one.
  const linkOf = (element) => element.closest('a') || element;

  function toSource(statement, name, focus, how = behavior) {
    const place = linkOf(document.getElementById(name || statement + 'p0'));
    choose(records.indexOf(place.closest('.record')));
    light([statement]);
    remember(name || statement);
    place.scrollIntoView({ block: 'center', behavior: how });
    if (focus) place.focus({ preventScroll: true });
  }

  function toStatement(place, focus) {
    const statements = place.dataset.of.split(' ');
    light(statements);
    remember(statements[0]);
    const item = document.getElementById(statements[0]);
    item.scrollIntoView({ block: 'nearest', behavior });
    if (focus) item.querySelector('.said').focus({ preventScroll: true });
  }

  // "#r3", "#r3s2", "#r3s2p1"
  function follow(address) {
    const [, record, statement, place] = /^#(r\d+)(s\d+)?(p\d+)?$/.exec(address) || [];
    const number = records.findIndex((each) => each.id === record);
    if (number < 0) return choose(chosen);
    choose(number);
    const name = record + (statement || '');
    if (statement && document.getElementById(name + (place || ''))) toSource(name, place && name + place, false, 'auto');
    else records[number].scrollIntoView({ block: 'start' });
  }

  document.addEventListener('click', (event) => {
    const link = event.target.closest('a');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const byKey = event.detail === 0;
    const statement = link.closest('.statement');
    if (statement) toSource(statement.id, link.hash.slice(1), byKey);
    else if (link.classList.contains('place') && link.dataset.of) toStatement(link, byKey);
    else if (index.includes(link)) step(index.indexOf(link));
    else return;
    event.preventDefault();
  });

  const moves = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };

  // The next link of the list in which the focus is, or undefined.
  function neighbour(key) {
    const at = document.activeElement;
    const statement = at.closest('.statement') || (at.dataset.of && document.getElementById(at.dataset.of.split(' ')[0]));
    const list = statement ? [...statement.closest('.record').querySelectorAll('.said')] : index.includes(at) ? index : [];
    const from = list.indexOf(statement ? statement.querySelector('.said') : at);
    return list[Math.min(Math.max(from + moves[key], 0), list.length - 1)];
  }

  document.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.target.closest('input')) return;
    const next = event.key in moves ? neighbour(event.key) : undefined;
    if (event.key === 'Escape') unlight();
    else if (event.key === 'ArrowLeft' && records.length > 1) step(chosen - 1);
    else if (event.key === 'ArrowRight' && records.length > 1) step(chosen + 1);
    else if (next) {
      next.focus();
      next.click();
      next.focus({ preventScroll: true });
    } else return;
    event.preventDefault();
  });

  for (const button of document.querySelectorAll('[data-step]'))
    button.addEventListener('click', () => step(chosen + Number(button.dataset.step)));
  const every = document.querySelector('.every');
  every.addEventListener('change', () => {
    root.classList.toggle('all', every.checked);
    records[chosen].scrollIntoView({ block: 'start' });
  });

  if (records.length === 0) return;
  root.classList.add('live');
  root.classList.toggle('single', records.length === 1);
  for (const element of document.querySelectorAll('.choose, .keys')) element.hidden = false;
  addEventListener('hashchange', () => follow(location.hash));
  follow(location.hash);
})();
