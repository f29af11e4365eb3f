// The Scratch editor: its parts, and the blocks of the model, are beside this folder.

import "../scratch/editor/main.js";
