/** What a topic may be called, as Apache Kafka has it: its name is that of its directories and of its metrics. */

/** With the partition's number and what a deletion adds, a directory's name stays within 255. */
const LONGEST = 249

/** Why a name is none for a topic; null where nothing is wrong with it. */
export function faultOfTopicName(name: string): string | null {
  if (name === '') return 'a topic needs a name, found an empty one'
  if (name === '.' || name === '..') return `the name of a topic cannot be '${name}'`
  if (name.length > LONGEST) return `expected a topic's name of at most ${LONGEST} characters, found ${name.length}`
  if (!/^[a-zA-Z0-9._-]+$/.test(name)) return `expected ASCII letters, digits, '.', '_' and '-' only, found '${name}'`
  return null
}

/** Names with the same form are the same to metrics, which have no dots; there can be one topic of them. */
export function metricForm(name: string): string {
  return name.replaceAll('.', '_')
}
