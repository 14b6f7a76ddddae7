'use strict';

const part = (name) => document.getElementById(name);
let state = null;
let waiting = false;

function labelButton(label) {
  const button = document.createElement('button');
  button.type = 'button';
  const key = document.createElement('kbd');
  key.textContent = label.key;
  button.append(key, ' ' + label.shown);
  button.addEventListener('click', () => answer(label.name));
  return button;
}

// All that comes from a message is set as text, never as HTML.
function show(next) {
  state = next;
  const task = state.task;
  part('annotator').textContent = state.annotator;
  part('count').textContent = `${state.done} gedaan, nog ${state.left}`;
  part('progress').max = Math.max(state.done + state.left, 1);
  part('progress').value = state.done;
  part('question').hidden = !task;
  part('end').hidden = Boolean(task);
  part('skip').disabled = !task;
  part('undo').disabled = state.done === 0;
  part('text').textContent = task ? task.text : '';
  part('guess').hidden = !(task && task.guess);
  part('guess').textContent = task && task.guess ? `Het model zegt: ${task.guess}` : '';
  part('note').value = state.note;
  part('labels').replaceChildren(...state.labels.map(labelButton));
  part('text').scrollTop = 0;
}

function complain(text) {
  part('error').hidden = !text;
  part('error').textContent = text;
}

async function ask(what, body) {
  if (waiting) return false;
  waiting = true;
  try {
    const options = body ? { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) } : {};
    const response = await fetch(what, options);
    const reply = await response.json();
    if (!response.ok) throw new Error(reply.error);
    complain('');
    show(reply);
    return true;
  } catch (error) {
    complain(error instanceof TypeError ? 'Klinker antwoordt niet meer. Draait de opdracht nog? Het laatste antwoord is niet bewaard.'
      : `Dit is niet bewaard: ${error.message}`);
    return false;
  } finally {
    waiting = false;
  }
}

function answer(label) {
  if (!state || !state.task) return;
  ask('answer', { task: state.task.number, label, note: part('note').value });
}

async function stop() {
  if (!await ask('stop', {})) return;
  for (const name of ['question', 'end', 'commands']) part(name).hidden = true;
  part('closed').hidden = false;
  state = null;
}

const commands = {
  s: () => answer(''),
  u: () => ask('undo', {}),
  n: () => part('note').focus(),
  q: stop,
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !state) return;
  if (event.target === part('note')) {
    if (event.key === 'Escape') part('note').blur();
    return;
  }
  const label = state.labels.find((one) => one.key === event.key);
  const command = commands[event.key];
  if (!label && !command) return;
  event.preventDefault();
  if (label) answer(label.name);
  else command();
});

part('skip').addEventListener('click', commands.s);
part('undo').addEventListener('click', commands.u);
part('stop').addEventListener('click', stop);
ask('state');
