import { accept, type Parser, refuse, show } from './reading.ts';

/** A whole number from `least` to `most`, in digits alone. */
export function wholeNumber(least: number, most: number): Parser<number> {
  return (text) => {
    const number = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
    return number >= least && number <= most
      ? accept(number)
      : refuse(
          `${show(text)} is not a whole number from ${least} to ${most}`,
          'write digits alone, such as 10',
        );
  };
}
