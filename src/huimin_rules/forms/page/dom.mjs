// A view is made anew from the state, as elements, and what stands in the document is changed to be like it. Elements
// that stay are the same elements, so focus, selection, scrolling and what is folded stay too.

/**
 * An element: `h("p.note#id", { title: "…" }, "text", another)`. Attributes that are null, undefined or false are left
 * out, true is an empty attribute; `value`, `checked` and `selected` are properties as well. Children may be nested in
 * arrays; null, undefined and false are left out.
 */
export function h(name, attributes, ...children) {
  const [, tag, rest] = /^([a-z0-9]+)(.*)$/.exec(name);
  const element = document.createElement(tag);
  const classes = [];
  for (const [, mark, word] of rest.matchAll(/([.#])([^.#]+)/g)) {
    if (mark === "#") {
      element.id = word;
    } else {
      classes.push(word);
    }
  }
  if (classes.length > 0) {
    element.className = classes.join(" ");
  }
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (key === "value" || key === "checked" || key === "selected") {
      element[key] = value;
    } else if (value === true) {
      element.setAttribute(key, "");
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(key, value);
    }
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) {
      append(element, child);
    } else if (child !== null && child !== undefined && child !== false) {
      element.append(child);
    }
  }
}

/** Make `target`, which stands in the document, like `source`, which does not. */
export function morph(target, source) {
  if (target.nodeType === Node.TEXT_NODE) {
    if (target.nodeValue !== source.nodeValue) {
      target.nodeValue = source.nodeValue;
    }
    return;
  }
  for (const { name } of [...target.attributes]) {
    // Whether a part is folded is up to whoever reads.
    if (!source.hasAttribute(name) && !(name === "open" && target.tagName === "DETAILS")) {
      target.removeAttribute(name);
    }
  }
  for (const { name, value } of source.attributes) {
    if (target.getAttribute(name) !== value) {
      target.setAttribute(name, value);
    }
  }
  morphChildren(target, source);
  morphState(target, source);
}

function morphState(target, source) {
  switch (target.tagName) {
    case "INPUT":
      if (target.type === "radio" || target.type === "checkbox") {
        target.checked = source.checked;
      } else if (target.type !== "file" && target !== document.activeElement) {
        setValue(target, source.value);
      }
      break;
    case "TEXTAREA":
      if (target !== document.activeElement) {
        setValue(target, source.value);
      }
      break;
    case "SELECT":
      setValue(target, source.value);
      break;
  }
}

function setValue(target, value) {
  if (target.value !== value) {
    target.value = value;
  }
}

function keyOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? (node.dataset.key ?? (node.id || null)) : null;
}

function alike(one, other) {
  return one.nodeType === other.nodeType && one.nodeName === other.nodeName && one.type === other.type;
}

function morphChildren(target, source) {
  const wanted = [...source.childNodes];
  const keys = new Set(wanted.map(keyOf));
  const keyed = new Map();
  for (const child of [...target.childNodes]) {
    const key = keyOf(child);
    if (key !== null && !keys.has(key)) {
      child.remove();
    } else if (key !== null) {
      keyed.set(key, child);
    }
  }
  let at = target.firstChild;
  for (const one of wanted) {
    const key = keyOf(one);
    const found = key === null ? at !== null && keyOf(at) === null && alike(at, one) && at : keyed.get(key);
    if (!found || !alike(found, one)) {
      target.insertBefore(one, at);
    } else {
      if (found === at) {
        at = at.nextSibling;
      } else {
        target.insertBefore(found, at);
      }
      morph(found, one);
    }
  }
  while (at !== null) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}
