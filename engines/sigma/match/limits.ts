/** How deep an event is read. What lies deeper is not seen by any rule. */
export const DEEPEST = 64;
