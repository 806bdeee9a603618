"""What a page must look like to everybody: scripts that list what breaks it. [] = nothing."""

CONTRAST = """() => {
  const lum = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number).map(v => v / 255)
      .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
  const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
      if (!/rgba\\(.*, 0\\)|transparent/.test(c)) return c; } return 'rgb(255,255,255)'; };
  return [...document.querySelectorAll('body *')].filter(e => e.offsetParent && !e.disabled && !e.closest('.frame, .thumb, :disabled')
      && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .map(e => { const a = lum(getComputedStyle(e).color), b = lum(behind(e));
      return [e.className || e.tagName, (Math.max(a, b) + .05) / (Math.min(a, b) + .05)]; })
    .filter(([, ratio]) => ratio < 4.5).map(([n, r]) => n + ' ' + r.toFixed(2)); }"""
"""Words whose contrast is below 4.5 (WCAG AA), with the class they stand in."""

NAMELESS = """() => [...document.querySelectorAll('button, a[href], input, select, textarea, img, [role=progressbar], dialog')]
  .filter(e => e.offsetParent && !e.closest('[aria-hidden=true]'))
  .filter(e => e.tagName === 'IMG' ? !e.hasAttribute('alt')
      : !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length || e.getAttribute('title')))
  .map(e => e.outerHTML.slice(0, 120))"""
"""Controls that a screen reader could not name, pictures without alt."""
