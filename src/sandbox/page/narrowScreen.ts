/** Where a panel lies over the rest; the styles have the same limit. */
export const isNarrow = (): boolean => matchMedia('(max-width: 699px)').matches
