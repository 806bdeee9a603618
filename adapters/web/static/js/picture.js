// Pictures: big, never jumping, one press from full size; before and after with what changed outlined.
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { Icon } from "./icons.js";
import { Line } from "./line.js";
import { get, pictureUrl } from "./net.js";
import { set } from "./store.js";
import { words } from "./words.js";

const box = (image) => (image.width && image.height ? { "aspect-ratio": `${image.width} / ${image.height}` } : {});
const shape = (image) => (image.width && image.height ? { "--ratio": `${image.width / image.height}` } : {});
const WIDE = 1.2; // width to height: from here on a picture stands above its words
const wide = (image) => (image.width > image.height * WIDE ? "wide" : "");

export function zoom(pictures, at = 0, opener = document.activeElement) {
  set({ zoom: { pictures, at, opener } });
}

export function Picture({ image, siblings }) {
  const group = siblings || [image];
  if (image.drawing) return html`<${Drawing} image=${image} />`;
  return html`<figure class=${`picture ${wide(image)}`} style=${shape(image)}>
    <div class="frame" style=${box(image)}>
      <button class="open" aria-label=${`${words.zoom}: ${image.alt}`} onClick=${(e) => zoom(group, Math.max(0, group.indexOf(image)), e.currentTarget)}>
        <img src=${pictureUrl(image.picture, "preview")} alt=${image.alt} width=${image.width} height=${image.height} loading="lazy" decoding="async" />
      </button>
    </div>
    ${image.caption.length > 0 && html`<figcaption><${Line} line=${image.caption} /></figcaption>`}
  </figure>`;
}

// As far as it is drawn: nothing to open or to keep, and said in words that it is not the result.
function Drawing({ image }) {
  return html`<figure class=${`picture drawing ${wide(image)}`} style=${shape(image)}>
    <div class="frame" style=${box(image)}>
      <img src=${pictureUrl(image.picture, "drawing", false, image.edition)} alt=${image.alt} width=${image.width} height=${image.height} decoding="async" />
      <span class="stamp">${words.drawing}</span>
    </div>
  </figure>`;
}

export function useChanges(picture) {
  const [found, setFound] = useState(null);
  useEffect(() => {
    let here = true;
    setFound(null);
    if (picture) get(`/api/changes/${encodeURIComponent(picture)}`).then((a) => here && a.ok && setFound(a.body));
    return () => (here = false);
  }, [picture]);
  return found;
}

function Outlines({ boxes }) {
  return boxes.map(([left, top, right, bottom]) => {
    const style = { left: `${left * 100}%`, top: `${top * 100}%`, width: `${(right - left) * 100}%`, height: `${(bottom - top) * 100}%` };
    return html`<span class="outline" style=${style} aria-hidden="true"></span>`;
  });
}

// Three ways to look: the result alone, beside what it was made from, or one over the other.
export function Compare({ before, after, beforeName, afterName, caption, opens = "side" }) {
  const [mode, setMode] = useState(opens);
  const [outlined, setOutlined] = useState(opens === "side");
  const [split, setSplit] = useState(50);
  const changes = useChanges(mode === "alone" && !outlined ? "" : after.picture);
  const boxes = outlined && changes ? changes.boxes : [];
  const pair = [before, after];
  const names = [beforeName || words.before, afterName || words.after];
  const one = (image, i) => html`<figure class="half" style=${shape(image)}>
    <div class="frame" style=${box(image)}>
      <button class="open" aria-label=${`${words.zoom}: ${image.alt}`} onClick=${(e) => zoom(pair, i, e.currentTarget)}>
        <img src=${pictureUrl(image.picture, "preview")} alt=${image.alt} loading="lazy" decoding="async" />
      </button>
      ${i === 1 && html`<${Outlines} boxes=${boxes} />`}
    </div>
    ${mode === "side" && html`<figcaption>${[names[i], i === 1 && changes && words.changed(changes.share)].filter(Boolean).join(" \u00b7 ")}</figcaption>`}
  </figure>`;
  const way = (value, label) => html`<button aria-pressed=${mode === value} onClick=${() => { setMode(value); setOutlined(value !== "alone"); }}>${label}</button>`;
  return html`<div class=${`compare in-${mode} ${wide(after)}`} style=${shape(after)}>
    ${mode === "alone" && one(after, 1)}
    ${mode === "side" && html`<div class="sides">${one(before, 0)}${one(after, 1)}</div>`}
    ${mode === "slide" &&
    html`<div class="slider" style=${box(after)}>
      <img src=${pictureUrl(before.picture, "preview")} alt=${before.alt} />
      <img class="over" src=${pictureUrl(after.picture, "preview")} alt=${after.alt} style=${{ "clip-path": `inset(0 0 0 ${split}%)` }} />
      <${Outlines} boxes=${boxes} />
      <span class="handle" style=${{ left: `${split}%` }} aria-hidden="true"></span>
      <span class="tag left">${names[0]}</span><span class="tag right">${names[1]}</span>
      <input type="range" min="0" max="100" value=${split} aria-label=${words.compare} onInput=${(e) => setSplit(+e.currentTarget.value)} />
    </div>`}
    <div class="row tools">
      <div class="segments" role="group" aria-label=${words.compare}>
        ${way("alone", names[1])}${way("side", words.sideBySide)}${way("slide", words.slider)}
      </div>
      ${mode !== "alone" && html`<label class="tick"><input type="checkbox" checked=${outlined} onChange=${(e) => setOutlined(e.currentTarget.checked)} /> ${words.outline}</label>`}
      ${mode !== "alone" && changes && (mode === "slide" || changes.tone) && html`<span class="quiet">${[mode === "slide" && words.changed(changes.share), changes.tone].filter(Boolean).join(" \u00b7 ")}</span>`}
    </div>
    ${caption?.length > 0 && html`<p class="quiet"><${Line} line=${caption} /></p>`}
  </div>`;
}

export function Viewer({ pictures, at, opener }) {
  const [index, setIndex] = useState(at);
  const [actual, setActual] = useState(false);
  const dialog = useRef(null);
  const image = pictures[index];
  const step = (by) => setIndex((i) => (i + by + pictures.length) % pictures.length);
  useEffect(() => {
    dialog.current.showModal();
  }, []);
  const close = () => {
    set({ zoom: null });
    opener?.isConnected && opener.focus();
  };
  const key = (e) => {
    if (e.key === "ArrowRight") step(1);
    if (e.key === "ArrowLeft") step(-1);
  };
  return html`<dialog ref=${dialog} class="viewer" aria-label=${image.alt || words.zoom} onClose=${close} onKeyDown=${key} onClick=${(e) => e.target === dialog.current && close()}>
    <div class="viewer-bar">
      <span class="viewer-name">${image.name || ""}</span>
      ${pictures.length > 1 &&
      html`<button class="icon-button" aria-label=${words.previous} onClick=${() => step(-1)}><${Icon} name="back" /></button>
        <span>${index + 1} / ${pictures.length}</span>
        <button class="icon-button" aria-label=${words.next} onClick=${() => step(1)}><${Icon} name="forward" /></button>`}
      <a class="icon-button" href=${pictureUrl(image.picture, "exact", true)} download aria-label=${words.download}><${Icon} name="download" /></a>
      <button class="icon-button" aria-label=${words.close} onClick=${close}><${Icon} name="close" /></button>
    </div>
    <div class=${`viewer-stage ${actual ? "actual" : ""}`} onClick=${(e) => e.target === e.currentTarget && close()}>
      <img src=${pictureUrl(image.picture, "large")} alt=${image.alt} onClick=${() => setActual(!actual)} />
    </div>
    ${image.alt && html`<p class="viewer-alt">${image.alt}</p>`}
  </dialog>`;
}
