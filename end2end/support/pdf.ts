// What a validator that is not ours says of a PDF file.
import { python } from './peers';

export interface Verdict {
  is_compliant: boolean;
  /** Names of the rules that it breaks. */
  failed: string[];
  pages: number;
}

/** Checks a file against PDF/UA-1. */
export const verdict = (path: string): Verdict => JSON.parse(python('pdf.py', path));
