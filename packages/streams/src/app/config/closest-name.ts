/** Which of the names that there are somebody may have meant who wrote another one. */

/** So many letters of a name may be wrong, for each so many that it has. */
const lettersForMistake = 3

/** The name that is nearest, cases aside; null if none is near. */
export function closestName(given: string, names: Iterable<string>): string | null {
  let nearest: string | null = null
  let fewest = Math.max(1, Math.floor(given.length / lettersForMistake)) + 1
  for (const name of names) {
    const mistakes = distance(given.toLowerCase(), name.toLowerCase())
    if (mistakes < fewest) {
      fewest = mistakes
      nearest = name
    }
  }
  return nearest
}

/** How many letters have to be put in, taken out, changed, or swapped with their neighbour, to make one of the other. */
function distance(one: string, other: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1]
      const isSwapped =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      const changed = at(last, column - 1) + (isSame ? 0 : 1)
      const swapped = isSwapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY
      current.push(Math.min(at(last, column) + 1, at(current, column - 1) + 1, changed, swapped))
    }
    beforeLast = last
    last = current
  }
  return at(last, other.length)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}
