// What the books answer, as the comparison reads it.
import { BookAnswers } from '../js/rows/index.mjs';

/** The health factors in what a book answers, to the last digit. */
export function fromBook(bytes, Answers = BookAnswers) {
  const answers = new Answers(bytes);
  return Array.from({ length: answers.length }, (_, row) => answers.healthFactor(row));
}
