/** Words that were counted otherwise than they were written, a line for each; none if each word counts once. */
export function differences(written: ReadonlyMap<string, number>, counted: ReadonlyMap<string, number>): string[] {
  const words = [...new Set([...written.keys(), ...counted.keys()])].sort()
  return words
    .filter((word) => written.get(word) !== counted.get(word))
    .map((word) => `${word}: written ${written.get(word) ?? 0} times, counted ${counted.get(word) ?? 0} times`)
}
