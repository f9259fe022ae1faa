// Escape sequences of terminals: CSI (colours, cursor), OSC (titles, links) and two-byte ones.
const ANSI =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]/g;
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
const LINE_BREAK = /\r\n|\r|\n|\u2028|\u2029/g;

/**
 * Text that cannot forge a second line or steer a terminal: escape sequences and control
 * characters are gone, line breaks are shown as a sign.
 */
export function cleanText(text: string, maxChars: number): string {
  const cut =
    text.length > maxChars ? `${text.slice(0, maxChars)}… (${text.length} characters)` : text;
  return cut.replace(ANSI, '').replace(LINE_BREAK, ' ⏎ ').replace(CONTROL, '');
}
