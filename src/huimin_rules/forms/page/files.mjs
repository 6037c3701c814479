// Files and the browser's own store: what leaves the page, and only when somebody asks for it.

/** Hand a text to the reader as a file. */
export function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  link.download = name;
  link.click();
  // The browser takes the bytes when it gets to it.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** What is kept in this browser under a name. `null` where there is nothing, or the browser keeps nothing. */
export class Kept {
  constructor(name) {
    this.name = `huimin-rules ${name}`;
  }

  /** The text that is kept; null for none. */
  read() {
    return attempt(() => localStorage.getItem(this.name), null);
  }

  /** Keep a text; false where the browser does not allow it. */
  write(text) {
    return attempt(() => {
      localStorage.setItem(this.name, text);
      return true;
    }, false);
  }

  /** Keep nothing any more. */
  remove() {
    attempt(() => localStorage.removeItem(this.name), null);
  }
}

/** What the store gives, or what stands for it where the browser refuses or the store is full. */
function attempt(use, otherwise) {
  try {
    return use();
  } catch (error) {
    if (error instanceof DOMException) {
      return otherwise;
    }
    throw error;
  }
}
