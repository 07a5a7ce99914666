/** Makes the same <svg class="icon"> that the server's `icon` macro makes, for markup that scripts build. */

const SVG = "http://www.w3.org/2000/svg";

/** Return an icon element. The sprite's hashed address is read from an icon that the server rendered on this page. */
export function createIcon(name) {
  const [sprite] = document.querySelector("svg.icon > use")?.getAttribute("href").split("#") ?? [""];
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

/** Point an existing icon at another symbol. */
export function setIcon(svg, name) {
  const use = svg.querySelector("use");
  use.setAttribute("href", `${use.getAttribute("href").split("#")[0]}#${name}`);
}
