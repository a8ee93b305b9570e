/** Runs the scenarios of a file, and says in which ones we differ from Java. */
import { differences } from './comparison/difference.ts'
import { reportOf } from './comparison/report.ts'
import { goldenLines } from './golden-files.ts'
import { runScenario, type StorePlan } from './run.ts'

/** Stores lie in memory, or each scenario's in a folder of its own. */
const inMemory = (): StorePlan | null => null

export async function failuresIn(file: string, nextPlan = inMemory): Promise<string[]> {
  const reports: string[] = []
  for (const { scenario, result } of goldenLines(file)) {
    const found = differences(result, await runScenario(scenario, nextPlan()))
    if (found.length > 0) reports.push(reportOf(result.name, found).join('\n'))
  }
  return reports
}
