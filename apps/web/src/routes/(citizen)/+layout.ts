// Citizens' pages are plain HTML: no framework code is sent, one small script (src/enhance) makes them smoother.
export const csr = false;
