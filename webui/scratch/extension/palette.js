// The palette and the scripts, drawn anew when labels or fields are called otherwise.

const APART = 250; // ms in which the editor draws a palette
const AGAIN = 500; // ms until a child who is busy is looked at again
const BUSY = ".blocklyDragging, .blocklyHtmlInput"; // holds a block, types into one

const inHand = () => globalThis.document?.querySelector(BUSY) != null;
const rest = (ms) => new Promise((done) => setTimeout(done, ms));

/** Draws the blocks of one extension of a vm anew. */
export class Palette {
  #wanted = false;
  #drawing = null;
  #closed = false;

  constructor(vm, blocks, busy = inHand) {
    Object.assign(this, { vm, blocks, busy });
  }

  /** The blocks have other words, or are others: draw them as soon as nobody is in the way. */
  changed() {
    this.#wanted = true;
    this.#drawing ??= this.#draw().finally(() => {
      this.#drawing = null;
    });
    return this.#drawing;
  }

  /** Draw nothing any more. */
  close() {
    this.#closed = true;
  }

  async #draw() {
    while (this.#wanted && !this.#closed) {
      this.#wanted = false;
      // The editor keeps a block that it has drawn, under its old words, as long as the palette
      // has one of its opcode: it has to be gone for a moment.
      await this.#show({ away: true });
      await rest(APART);
      await this.#show({ away: false });
      await this.#freed();
      if (!this.#closed) this.vm.refreshWorkspace();
    }
  }

  #show({ away }) {
    this.blocks.away = away;
    return this.vm.extensionManager.refreshBlocks();
  }

  // Scripts that are drawn anew would take the block out of a child's hand.
  async #freed() {
    while (this.busy() && !this.#closed) await rest(AGAIN);
  }
}
