declare module '*?inline' {
  /** data: URL. */
  const url: string;
  export default url;
}

/** True in the page that is one file. */
declare const __SINGLE_FILE__: boolean;

/** Of the command line's package. */
declare const __MINISEG_VERSION__: string;
