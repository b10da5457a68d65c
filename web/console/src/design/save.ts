// Saves what is on the screen: a chart as PNG, a table as CSV. Loaded when asked for.
const SKIP = new Set(['transition', 'animation', 'cursor', 'outline']);

export function saveText(name: string, text: string, type = 'text/csv;charset=utf-8'): void {
  saveBlob(name, new Blob([text], { type }));
}
function saveBlob(name: string, blob: Blob): void {
  const a = document.createElement('a');
  a.href = URL.createObjectURL(blob);
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 10_000);
}

/** A copy of the element that needs no style sheet: every computed style is written into it. */
function standalone(from: Element): Element {
  const to = from.cloneNode(false) as Element;
  const style = getComputedStyle(from);
  let text = '';
  for (let i = 0; i < style.length; i++) {
    const name = style.item(i);
    if (!SKIP.has(name) && !name.startsWith('-webkit-')) text += `${name}:${style.getPropertyValue(name)};`;
  }
  to.setAttribute('style', text);
  for (const child of from.childNodes) {
    if (child instanceof Element) { if (getComputedStyle(child).display !== 'none' && !child.classList.contains('sr')) to.append(standalone(child)); }
    else if (child.nodeType === Node.TEXT_NODE) to.append(child.cloneNode());
  }
  return to;
}

/** Draws an element with a title above and a note below, twice as sharp as the screen. Fails where the browser cannot. */
export async function savePicture(name: string, el: HTMLElement, words: { title: string; reading: string; note: string }): Promise<void> {
  const look = getComputedStyle(document.documentElement);
  const v = (n: string) => look.getPropertyValue(`--${n}`).trim();
  const width = el.offsetWidth + 48;
  const box = document.createElement('div');
  box.setAttribute('style', `width:${width}px;box-sizing:border-box;padding:20px 24px;background:${v('panel')};color:${v('ink')};font:14px/1.5 ${v('font')};position:absolute;left:-99999px;top:0`);
  const line = (text: string, style: string) => {
    if (!text) return;
    const p = document.createElement('div');
    p.textContent = text;
    p.setAttribute('style', style);
    box.append(p);
  };
  line(words.title, 'font-size:17px;font-weight:640');
  line(words.reading, `color:${v('ink-2')};margin-bottom:12px`);
  box.append(standalone(el));
  line(words.note, `color:${v('ink-3')};font-size:12px;margin-top:10px`);
  document.body.append(box);
  const height = box.offsetHeight;
  box.remove();
  box.style.position = 'static';
  const inner = new XMLSerializer().serializeToString(box);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><foreignObject width="100%" height="100%">${inner}</foreignObject></svg>`;
  const image = new Image();
  image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(svg);
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * 2;
  canvas.height = height * 2;
  const pen = canvas.getContext('2d')!;
  pen.scale(2, 2);
  pen.drawImage(image, 0, 0);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (!blob) throw new Error('no picture');
  saveBlob(name, blob);
}
