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
  const read = (url) => fetch(url).then((answer) => {
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    return answer.arrayBuffer();
  });
  const head = read(canvas.dataset.head); // while NiiVue itself is fetched
  head.catch(() => {});
  let nv, niivue;
  try {
    niivue = await import($('link[rel=modulepreload]').href);
    nv = new niivue.Niivue({
      loadingText: '', multiplanarShowRender: 0, crosshairWidth: 0.5, dragAndDropEnabled: false, logLevel: 'error', gradientOrder: 0,
    });
    await nv.attachToCanvas(canvas, false);
    nv.setSliceType(nv.sliceTypeMultiplanar);
    await nv.loadFromArrayBuffer(await head, fileOf(canvas.dataset.head));
  } catch (error) {
    told(`The viewer cannot show it (${error.message}); the picture is the still one.`);
    return;
  }
  $('.stage').classList.add('ready');
  performance.mark('first-picture');
  if (canvas.dataset.next) fetch(canvas.dataset.next, { priority: 'low' }).catch(() => {}); // so that the next is here when it is wanted

  painting(nv, niivue, told);

  // One layer at a time, each a whole image: the key that shows it hides it.
  const buttons = [...document.querySelectorAll('.layer-of')], kept = new Map();
  let work = Promise.resolve();
  for (const button of buttons) button.addEventListener('click', () => {
    const on = button.getAttribute('aria-pressed') !== 'true', was = buttons.find((b) => b.getAttribute('aria-pressed') === 'true');
    for (const b of buttons) b.setAttribute('aria-pressed', b === button && on);
    work = work.then(async () => {
      told(on ? 'Loading …' : '');
      try {
        await layer(on ? button.dataset : {}, was?.dataset.layer === 'template');
        told('');
      } catch (error) {
        button.setAttribute('aria-pressed', false);
        told(`It cannot be shown (${error.message}).`);
      }
    });
  });

  async function layer({ layer: id, file }, wasOther) {
    if (id === 'template' || wasOther) {
      const url = id === 'template' ? file : canvas.dataset.head;
      nv.volumes = [];
      await nv.loadFromArrayBuffer(await read(url), fileOf(url));
    }
    nv.volumes = nv.volumes.slice(0, 1);
    if (id && id !== 'template') {
      if (!kept.has(id)) kept.set(id, await overlay(id, file));
      nv.opts.atlasOutline = id === 'surfaces' ? 1 : 0;
      nv.addVolume(kept.get(id));
    } else nv.updateGLVolume();
  }

  async function overlay(id, url) {
    const volume = await niivue.NVImage.loadFromUrl({ url, name: fileOf(url), colormap: 'red', opacity: id === 'surfaces' ? 0.15 : 0.45 });
    const table = { mask: [[1, 'Brain', 'ff4d3d']], surfaces: [[2, 'White', 'ffe000'], [3, 'Cortex', 'ff4040'], [41, 'White', 'ffe000'], [42, 'Cortex', 'ff4040']] }[id];
    volume.setColormapLabel(colours(table ?? await labels(url)));
    volume.hdr.intent_code = 1002; // NIfTI's word for labels, which only such have outlines in NiiVue
    return volume;
  }

  // Names and colours of labels are in the table beside the image.
  async function labels(url) {
    const [first, ...rows] = new TextDecoder().decode(await read(url.replace(/\.nii(\.gz)?$/, '.tsv'))).trim().split('\n').map((line) => line.split('\t'));
    return rows.map((row) => [Number(row[first.indexOf('index')]), row[first.indexOf('name')], (row[first.indexOf('color')] ?? '').slice(1)]);
  }

  function colours(rows) {
    const map = { I: [0], labels: [''], R: [0], G: [0], B: [0], A: [0] };
    for (const [index, name, colour] of rows.filter((row) => row[0] > 0)) {
      map.I.push(index); map.labels.push(name); map.A.push(255);
      ['R', 'G', 'B'].forEach((c, n) => map[c].push(parseInt(colour.slice(2 * n, 2 * n + 2), 16) || 0));
    }
    return map;
  }
}

// A mask under the brush: NiiVue's drawing begins as the mask that is there, and what it holds is sent whole.
function painting(nv, niivue, told) {
  const group = $('#painting'), begin = $('#brush'), tools = group?.querySelector('span');
  if (!group) return;
  const pens = [...group.querySelectorAll('[data-pen]')];
  const pen = (button) => {
    for (const b of pens) b.setAttribute('aria-pressed', b === button);
    nv.setPenValue(Number(button.dataset.pen), false);
  };
  begin.addEventListener('click', async () => {
    told('Loading …');
    try {
      const pressed = $('.layer-of[aria-pressed=true]');
      if (pressed) pressed.click();
      const mask = await niivue.NVImage.loadFromUrl({ url: $('#viewer').dataset.mask, name: fileOf($('#viewer').dataset.mask) });
      nv.loadDrawing(mask);
      nv.setDrawOpacity(0.45);
      nv.opts.penSize = Number(group.querySelector('select').value);
      nv.setDrawingEnabled(true);
      pen(pens[0]);
      [tools.hidden, begin.hidden] = [false, true];
      $('.stage').scrollIntoView({ block: 'nearest' });
      told('Draw on a cut with the mouse; the wheel goes through the cuts.');
    } catch (error) { told(`The brush cannot be used (${error.message}).`); }
  });
  for (const button of pens) button.addEventListener('click', () => pen(button));
  group.querySelector('select').addEventListener('change', (e) => { nv.opts.penSize = Number(e.target.value); });
  $('#undo').addEventListener('click', () => nv.drawUndo());
  $('#keep-mask').addEventListener('click', async () => {
    try {
      await keepMask(begin.dataset.to, await nv.saveImage({ filename: '', isSaveDrawing: true }));
    } catch (error) { said(error.message); }
  });
}

async function keepMask(address, body) {
  said('Sending …', true);
  await send(address, body, 'application/octet-stream');
  location.reload();
}

$('#edit')?.addEventListener('submit', async (e) => {
  e.preventDefault();
  try { await keepMask(e.target.dataset.to, new FormData(e.target).get('mask')); } catch (error) { said(error.message); }
});

function fileOf(address) { return decodeURIComponent(address.split('/').pop()); }

if (page === 'task') {
  $('#upload').addEventListener('submit', async (e) => {
    e.preventDefault();
    const data = new FormData(e.target), button = e.target.querySelector('button');
    const files = data.getAll('file'), most = Number(e.target.dataset.most);
    if (files.reduce((sum, f) => sum + f.size, 0) > most) { said(`That is larger than the hub takes (${most / 2 ** 20} MiB).`); return; }
    button.disabled = true;
    said('Sending …', true);
    try {
      const body = e.target.elements.file.multiple && !files[0].name.endsWith('.zip') ? await zip(files.map((blob) => ({ name: blob.name, blob }))) : files[0];
      const { id } = await send(`/tasks/${encodeURIComponent(e.target.dataset.task)}/submissions?model=${encodeURIComponent(data.get('model'))}`, body, 'application/octet-stream');
      location.assign(`/submissions/${id}`);
    } catch (error) { said(error.message); } finally { button.disabled = false; }
  });
}

if (page === 'waiting') setTimeout(() => location.reload(), 1000);

for (const button of document.querySelectorAll('.act'))
  button.addEventListener('click', () => post(button.dataset.to, {}).then((answer) => (answer.to ? location.assign(answer.to) : location.reload()), (error) => said(error.message)));

// A run's page shows what the same page says a second later; a server that is started again goes on where it was.
if (page === 'running') {
  const look = async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
      const now = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (now.body.dataset.page !== page) { location.reload(); return; }
      $('#progress').replaceChildren(...now.querySelector('#progress').childNodes);
      said('');
    } catch { said('The server does not answer; when it is started again, the run goes on.'); }
    setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
}

if (page === 'drop') {
  const form = $('#drop'), subject = form.elements.subject;
  let scan = null; // a file, or the files of a folder
  const take = (files, name) => {
    if (!files.length) return;
    scan = { files, alone: !name, name: name ? `${name}.zip` : files[0].blob.name };
    const bytes = files.reduce((sum, f) => sum + f.blob.size, 0);
    $('#dropped').textContent = `${scan.name}, ${name ? `${files.length} files, ` : ''}${(bytes / 2 ** 20).toFixed(1)} MiB`;
    // What a name says of the subject is only proposed.
    const stem = scan.name.replace(/\.(nii(\.gz)?|mg[zh]|zip)$/i, '');
    subject.value ||= (/^sub-([A-Za-z0-9]+)/.exec(stem)?.[1] ?? stem.replace(/_(T1w|T2w|PDw|FLAIR)$/, '').replace(/[^A-Za-z0-9]/g, '')).slice(0, 40);
    const contrast = /_(T1w|T2w|PDw|FLAIR)$/.exec(stem)?.[1];
    if (contrast) form.elements.contrast.value = contrast;
  };
  form.elements.scan.addEventListener('change', (e) => take([...e.target.files].map((blob) => ({ name: blob.name, blob }))));
  form.elements.folder.addEventListener('change', (e) => {
    const files = [...e.target.files].map((blob) => ({ name: blob.webkitRelativePath || blob.name, blob }));
    take(files, files[0]?.name.split('/')[0]);
  });
  form.addEventListener('dragover', (e) => { e.preventDefault(); form.classList.add('over'); });
  form.addEventListener('dragleave', () => form.classList.remove('over'));
  form.addEventListener('drop', async (e) => {
    e.preventDefault();
    form.classList.remove('over');
    const roots = [...e.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
    const files = (await Promise.all(roots.map(filesOf))).flat();
    take(files, roots.find((root) => root.isDirectory)?.name ?? (files.length > 1 ? 'scan' : undefined));
  });
  form.addEventListener('submit', async (e) => {
    e.preventDefault();
    if (!scan) { said('Drop a scan first, or choose a file.'); return; }
    const button = form.querySelector('button'), data = new FormData(form);
    if (scan.files.reduce((sum, f) => sum + f.blob.size, 0) > Number(form.dataset.most)) { said('That is larger than the server takes (1 GiB).'); return; }
    button.disabled = true;
    said('Sending …', true);
    try {
      const body = scan.alone ? scan.files[0].blob : await zip(scan.files);
      const query = new URLSearchParams({ file: scan.name, subject: data.get('subject'), contrast: data.get('contrast'), surfaces: data.get('surfaces') ?? '' });
      const { id } = await send(`/runs?${query}`, body, 'application/octet-stream');
      location.assign(`/runs/${id}`);
    } catch (error) { said(error.message); } finally { button.disabled = false; }
  });
}

// All files of what was dropped.
async function filesOf(entry) {
  if (entry.isFile) return [{ name: entry.fullPath.slice(1), blob: await new Promise((done, failed) => entry.file(done, failed)) }];
  const reader = entry.createReader(), all = [];
  for (let some; (some = await new Promise((done, failed) => reader.readEntries(done, failed))).length;) all.push(...some);
  return (await Promise.all(all.map(filesOf))).flat();
}

// Files as one ZIP without compression (PKWARE APPNOTE 6.3): a body that the server reads as it comes.
async function zip(files) {
  const parts = [], directory = [];
  let at = 0, size = 0;
  for (const { name, blob } of files) {
    const path = new TextEncoder().encode(name), crc = crc32(new Uint8Array(await blob.arrayBuffer()));
    const record = (signature, central) => {
      const view = new DataView(new ArrayBuffer(central ? 46 : 30)), start = central ? 6 : 4;
      view.setUint32(0, signature, true);
      if (central) view.setUint16(4, 20, true);
      view.setUint16(start, 20, true);
      view.setUint16(start + 2, 0x800, true); // names are UTF-8
      view.setUint16(start + 8, 0x21, true); // 1 January 1980
      view.setUint32(start + 10, crc, true);
      view.setUint32(start + 14, blob.size, true);
      view.setUint32(start + 18, blob.size, true);
      view.setUint16(start + 22, path.length, true);
      if (central) view.setUint32(42, at, true);
      return view;
    };
    parts.push(record(0x04034b50, false), path, blob);
    directory.push(record(0x02014b50, true), path);
    at += 30 + path.length + blob.size;
    size += 46 + path.length;
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, files.length, true);
  end.setUint16(10, files.length, true);
  end.setUint32(12, size, true);
  end.setUint32(16, at, true);
  return new Blob([...parts, ...directory, end]);
}

function crc32(bytes) {
  crc32.table ??= Uint32Array.from({ length: 256 }, (_, n) => {
    for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
    return n;
  });
  let crc = -1;
  for (const byte of bytes) crc = crc32.table[(crc ^ byte) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}
