// The one script of the server's pages: keys, ratings, uploads, and NiiVue on a scan's page.
const page = document.body.dataset.page;
const $ = (selector) => document.querySelector(selector);
const said = (text, good = false) => { const p = $('#said'); p.textContent = text; p.classList.toggle('good', good); };
const token = document.querySelector('meta[name=write]')?.content || page;

async function send(address, body, type = 'application/json') {
  let answer;
  try {
    answer = await fetch(address, { method: 'POST', body, headers: { 'Content-Type': type, 'X-Pial-Write': token, Accept: 'application/json' } });
  } catch {
    throw new Error('The server does not answer; nothing was kept. Is it still running?');
  }
  const text = await answer.text();
  const json = text ? JSON.parse(text) : {};
  if (!answer.ok) throw new Error(json.error ?? `The server answered ${answer.status}.`);
  return json;
}

const post = (address, value) => send(address, JSON.stringify(value));

$('#sign-out')?.addEventListener('click', async () => {
  await post('/sign-out', {});
  location.assign('/sign-in');
});

if (page === 'entered') location.replace('/');

if (page === 'sign-in') {
  $('#sign-in').addEventListener('submit', async (e) => {
    e.preventDefault();
    try {
      await post('/sign-in', { value: new FormData(e.target).get('token').trim() });
      location.assign('/');
    } catch (error) { said(error.message); }
  });
}

if (page === 'grid') {
  // Arrows go through the pictures as they lie; from an address with what was chosen, the back button comes back.
  const cards = [...document.querySelectorAll('.grid a')];
  $('#sort').addEventListener('submit', (e) => { e.preventDefault(); location.assign('/scans?' + new URLSearchParams(new FormData(e.target))); });
  $('#sort').addEventListener('change', (e) => { if (e.target.matches('select')) $('#sort').requestSubmit(); });
  document.addEventListener('keydown', (e) => {
    if (e.target.matches('input, select') || e.ctrlKey || e.metaKey || e.altKey) return;
    const columns = cards.filter((c) => c.offsetTop === cards[0].offsetTop).length;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[e.key];
    if (!step || !cards.length) return;
    const at = cards.indexOf(document.activeElement);
    cards[Math.min(Math.max(at < 0 ? 0 : at + step, 0), cards.length - 1)].focus();
    e.preventDefault();
  });
}

if (page === 'scan') {
  const form = $('#rating'), opened = performance.now();
  let changed = false, keeping = Promise.resolve();
  const go = (id) => { const a = $(id); if (a) location.assign(a.href); return !!a; };
  const keep = () => {
    const data = new FormData(form);
    if (!data.get('quality')) return keeping;
    changed = false;
    const value = {
      quality: Number(data.get('quality')), artefacts: data.getAll('artefacts'), comment: data.get('comment'),
      seconds: (performance.now() - opened) / 1000,
    };
    keeping = keeping.then(() => post(`/scans/${encodeURIComponent(form.dataset.scan)}/rating`, value)).then(
      (answer) => { said(`Kept: ${answer.kept}.`, true); return true; },
      (error) => { changed = true; said(error.message); return false; });
    return keeping;
  };
  const next = async () => {
    if (changed && !new FormData(form).get('quality')) { said('Give a quality first: 1 exclude, 2 poor, 3 acceptable, 4 excellent.'); return; }
    if ((changed ? await keep() : await keeping) === false) return;
    if (!go('#next')) said('That was the last one.', true);
  };
  form.addEventListener('change', () => { changed = true; keep(); });
  form.addEventListener('input', () => { changed = true; });
  form.addEventListener('submit', (e) => { e.preventDefault(); next(); });
  document.addEventListener('keydown', (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.target.matches('textarea')) {
      if (e.key === 'Escape') { e.target.blur(); if (changed) keep(); }
      return;
    }
    const mark = '1234'.includes(e.key) && form.querySelector(`[name=quality][value="${e.key}"]`);
    const box = mark || form.querySelector(`[data-key="${CSS.escape(e.key)}"]`) || $(`.layer-of[data-key="${CSS.escape(e.key)}"]`);
    if (box) box.click();
    else if (e.key === 'Enter' && !e.target.matches('a, button')) next();
    else if (e.key === 'n') go('#next') || said('That was the last one.', true);
    else if (e.key === 'p') go('#previous');
    else if (e.key === 'c') form.elements.comment.focus();
    else return;
    e.preventDefault();
  });
  for (const button of document.querySelectorAll('.settle'))
    button.addEventListener('click', () => post(`/scans/${encodeURIComponent(button.dataset.scan)}/settle`, { quality: Number(button.value) })
      .then(() => location.reload(), (error) => said(error.message)));
  show();
}

// NiiVue on the files themselves. The still picture stays until the first one is drawn, and where a browser has no WebGL 2.
async function show() {
  const canvas = $('#viewer'), told = (text) => { $('#viewer-said').textContent = text; };
  if (!canvas.dataset.head) return;
  const head = fetch(canvas.dataset.head).then((answer) => {
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    return answer.arrayBuffer();
  });
  head.catch(() => {});
  let nv;
  const layers = new Map();
  try {
    const { Niivue } = await import(document.querySelector('link[rel=modulepreload]').href);
    nv = new Niivue({ loadingText: '', show3Dcrosshair: true, multiplanarShowRender: 0, isOrientCube: false, crosshairWidth: 0.5, dragAndDropEnabled: false, logLevel: 'error', gradientOrder: 0 });
    await nv.attachToCanvas(canvas, false);
    nv.setSliceType(nv.sliceTypeMultiplanar);
    await nv.loadFromArrayBuffer(await head, fileOf(canvas.dataset.head)); // fetched while NiiVue was
  } catch (error) {
    told(`The viewer cannot show it (${error.message}); the picture above is the still one.`);
    return;
  }
  $('.stage').classList.add('ready');
  performance.mark('first-picture');
  window.viewer = nv;
  if (canvas.dataset.next) fetch(canvas.dataset.next, { priority: 'low' }).catch(() => {}); // so that the next is here when it is wanted
  for (const button of document.querySelectorAll('.layer-of')) {
    button.disabled = false;
    button.addEventListener('click', async () => {
      const on = button.getAttribute('aria-pressed') !== 'true', id = button.dataset.layer;
      button.setAttribute('aria-pressed', on);
      try {
        told(on && !layers.has(id) ? 'Loading …' : '');
        if (id === 'template') await replaceHead(on ? button.dataset.files : canvas.dataset.head);
        else if (layers.has(id)) layers.get(id)(on);
        else if (on) layers.set(id, await add(id, button.dataset.files.split(' ')));
        told('');
      } catch (error) {
        button.setAttribute('aria-pressed', false);
        told(`It cannot be shown (${error.message}).`);
      }
    });
  }

  async function add(id, files) {
    if (id === 'surfaces') {
      const before = nv.meshes.length;
      for (const url of files)
        await nv.addMeshFromUrl({ url, name: fileOf(url), rgba255: url.includes('pial') ? [255, 60, 60, 255] : [255, 224, 0, 255] });
      const mine = nv.meshes.slice(before);
      const set = (on) => { for (const mesh of mine) nv.setMeshProperty(mesh.id, 'visible', on); nv.setMeshThicknessOn2D(on ? 0.6 : 0); };
      set(true);
      return set;
    }
    const opacity = { mask: 0.35, tissues: 0.45, regions: 0.5 }[id];
    await nv.addVolumeFromUrl({ url: files[0], name: fileOf(files[0]), colormap: { mask: 'red', tissues: 'warm', regions: 'actc' }[id], opacity });
    const volume = nv.volumes[nv.volumes.length - 1];
    if (id !== 'mask') volume.setColormapLabel?.(await labels(files[0]));
    nv.updateGLVolume();
    return (on) => nv.setOpacity(nv.volumes.indexOf(volume), on ? opacity : 0);
  }

  // Colours and names of labels are in the table beside the image.
  async function labels(url) {
    const answer = await fetch(url.replace(/\.nii(\.gz)?$/, '.tsv'));
    const map = { R: [], G: [], B: [], A: [], I: [], labels: [] };
    const rows = answer.ok ? (await answer.text()).trim().split('\n').map((line) => line.split('\t')) : [];
    const at = (name) => rows[0]?.indexOf(name);
    for (const row of rows.slice(1)) {
      const index = Number(row[at('index')]), colour = /^#(..)(..)(..)$/.exec(row[at('color')]) ?? [0, 'aa', 'aa', 'aa'];
      map.I.push(index); map.labels.push(row[at('name')]); map.A.push(index === 0 ? 0 : 255);
      ['R', 'G', 'B'].forEach((c, n) => map[c].push(parseInt(colour[n + 1], 16)));
    }
    return map;
  }

  async function replaceHead(url) {
    for (const button of document.querySelectorAll('.layer-of:not([data-layer=template])')) { button.setAttribute('aria-pressed', false); button.disabled = url !== canvas.dataset.head; }
    layers.clear();
    for (const mesh of [...nv.meshes]) nv.removeMesh(mesh);
    await nv.loadVolumes([{ url, name: fileOf(url) }]);
  }
}

function fileOf(address) { return decodeURIComponent(address.split('/').pop()); }

if (page === 'task') {
  $('#upload').addEventListener('submit', async (e) => {
    e.preventDefault();
    const data = new FormData(e.target), button = e.target.querySelector('button');
    if (data.get('file').size > Number(e.target.dataset.most)) { said('The file is larger than the hub takes (32 MiB).'); return; }
    button.disabled = true;
    said('Sending …', true);
    try {
      const { id } = await send(`/tasks/${encodeURIComponent(e.target.dataset.task)}/submissions?model=${encodeURIComponent(data.get('model'))}`, data.get('file'), 'text/csv');
      location.assign(`/submissions/${id}`);
    } catch (error) { said(error.message); } finally { button.disabled = false; }
  });
}

if (page === 'waiting') setTimeout(() => location.reload(), 1000);
