/**
 * A scenario is a program that uses somebody else's client against a broker and says what came of it, in lines
 * that are the same whenever the broker behaves the same. Apache Kafka's lines are kept in `expected/`.
 */
export interface Scenario {
  /** Also the name of its file in `expected/`, and the beginning of its topics' and groups' names. */
  readonly name: string
  run(place: Place): Promise<void>
}

export interface Place {
  /** Where the broker listens, as `host:port`. */
  readonly address: string
  say(line: string): void
}

/** Runs a scenario and gives its lines. */
export async function linesOf(scenario: Scenario, address: string): Promise<string> {
  const lines: string[] = []
  await scenario.run({ address, say: (line) => void lines.push(line) })
  return `${lines.join('\n')}\n`
}
