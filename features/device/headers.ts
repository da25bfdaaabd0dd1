/** RFC 9110 §13.1.2: whether the asker has this answer already. */
export const notChanged = (asked: string | undefined, etag: string): boolean =>
  asked !== undefined && asked.split(',').some((tag) => [etag, '*'].includes(tag.trim().replace(/^W\//, '')));
