// Enlarges the pictures of a report. The page is whole without it.
(() => {
  'use strict';
  const cuts = [...document.querySelectorAll('.cuts .cut')];
  if (!cuts.length || !window.HTMLDialogElement) return;

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const button = (text, label, work) => make('button', { type: 'button', textContent: text, title: label, ariaLabel: label, onclick: work });

  const stage = make('div', { className: 'stage' });
  const caption = make('p', { className: 'what' });
  caption.setAttribute('aria-live', 'polite');
  const overlay = button('Overlay', 'Show or hide what is drawn over the picture (O)', () => toggle());
  const viewer = make('dialog', { className: 'viewer' }, stage, make(
    'div', { className: 'bar' },
    button('‹', 'Previous picture (←)', () => go(-1)), button('›', 'Next picture (→)', () => go(1)), caption,
    overlay, button('−', 'Smaller (−)', () => zoom(1 / 1.4)), button('+', 'Larger (+)', () => zoom(1.4)), button('Fit', 'Whole picture (0)', () => fit()), button('×', 'Close (Esc)', () => viewer.close())));
  viewer.setAttribute('aria-label', 'Enlarged picture');
  document.body.append(viewer);

  let shown = 0, picture = null, box = null, whole = null;
  const sectionOf = cut => cut.closest('section');
  const checkbox = section => section.querySelector('input.overlay');
  const companions = () => cuts.filter(c => sectionOf(c) === sectionOf(cuts[shown]));

  function show(index) {
    shown = index;
    const section = sectionOf(cuts[shown]), all = companions(), check = checkbox(section);
    picture = cuts[shown].cloneNode(true);
    ['tabindex', 'role'].forEach(name => picture.removeAttribute(name));
    whole = picture.getAttribute('viewBox').split(' ').map(Number);
    stage.replaceChildren(picture);
    fit();
    caption.textContent = `${section.querySelector('h2').textContent} · ${cuts[shown].getAttribute('aria-label')} · ${all.indexOf(cuts[shown]) + 1} of ${all.length}`;
    overlay.hidden = !picture.querySelector('.layer, path');
    set(!check || check.checked);
    if (!viewer.open) viewer.showModal();
  }

  function set(on) {
    viewer.classList.toggle('off', !on);
    overlay.setAttribute('aria-pressed', on);
  }

  // The section's own box follows, so that the page shows what was chosen here.
  function toggle() {
    const on = viewer.classList.contains('off');
    set(on);
    const check = checkbox(sectionOf(cuts[shown]));
    if (check) check.checked = on;
  }

  function go(step) {
    const all = companions(), at = all.indexOf(cuts[shown]);
    show(cuts.indexOf(all[(at + step + all.length) % all.length]));
  }

  const apply = () => picture.setAttribute('viewBox', box.join(' '));

  function fit() {
    box = [...whole];
    apply();
  }

  // What lies under (x, y), a share of the picture, stays where it is.
  function zoom(factor, x = 0.5, y = 0.5) {
    const scale = Math.min(1, Math.max(1 / 16, box[2] / whole[2] / factor));
    const [w, h] = [whole[2] * scale, whole[3] * scale];
    box = [box[0] + (box[2] - w) * x, box[1] + (box[3] - h) * y, w, h];
    keep();
  }

  function keep() {
    box[0] = Math.min(Math.max(box[0], whole[0]), whole[0] + whole[2] - box[2]);
    box[1] = Math.min(Math.max(box[1], whole[1]), whole[1] + whole[3] - box[3]);
    apply();
  }

  stage.addEventListener('wheel', e => {
    e.preventDefault();
    const r = picture.getBoundingClientRect();
    zoom(e.deltaY < 0 ? 1.2 : 1 / 1.2, (e.clientX - r.left) / r.width, (e.clientY - r.top) / r.height);
  }, { passive: false });
  let moved = false;
  stage.addEventListener('pointerdown', () => { moved = false; });
  stage.addEventListener('pointermove', e => {
    if (!e.buttons || !picture) return;
    const r = picture.getBoundingClientRect();
    moved ||= Math.abs(e.movementX) + Math.abs(e.movementY) > 1;
    box[0] -= e.movementX / r.width * box[2];
    box[1] -= e.movementY / r.height * box[3];
    keep();
  });
  stage.addEventListener('click', e => { if (e.target === stage && !moved) viewer.close(); });
  viewer.addEventListener('close', () => cuts[shown].focus({ preventScroll: true }));

  const keys = {
    ArrowLeft: () => go(-1), ArrowRight: () => go(1), o: toggle, O: toggle, '+': () => zoom(1.4), '=': () => zoom(1.4), '-': () => zoom(1 / 1.4), 0: () => fit(),
  };
  document.addEventListener('keydown', e => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (viewer.open) {
      if (!keys[e.key]) return;
      e.preventDefault();
      keys[e.key]();
    } else if (e.key === 'o' || e.key === 'O') {
      const all = [...document.querySelectorAll('input.overlay')], on = all.some(c => !c.checked);
      all.forEach(c => { c.checked = on; });
    }
  });

  cuts.forEach((cut, index) => {
    cut.setAttribute('tabindex', '0');
    cut.setAttribute('role', 'button');
    cut.setAttribute('aria-haspopup', 'dialog');
    cut.addEventListener('click', () => show(index));
    cut.addEventListener('keydown', e => {
      if (e.key !== 'Enter' && e.key !== ' ') return;
      e.preventDefault();
      show(index);
    });
  });
  document.documentElement.classList.add('enlarges');
})();
