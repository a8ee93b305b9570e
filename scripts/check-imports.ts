/**
 * The imports step of `npm run check`: dependency-cruiser with the rules of .dependency-cruiser.cjs.
 * It fails as well when the tool has not seen every source file: with a TypeScript that it does not know
 * it sees none, and reports that nothing is wrong.
 */
import { runTool } from './run-tool.ts'
import { listPackageSources } from './source-files.ts'

interface Cruise {
  modules: { source: string }[]
  summary: {
    violations: { from: string; to: string; rule: { name: string }; comment?: string; cycle?: { name: string }[] }[]
    ruleSetUsed?: { forbidden?: { name: string; comment?: string }[] }
  }
}

/** Whether all imports are allowed, with a line for each that is not and for each file that was not seen. */
export async function checkImports(): Promise<{ isGood: boolean; output: string }> {
  const folders = ['packages', 'examples', 'benchmarks', 'test', 'scripts']
  const args = [...folders, '--config', '.dependency-cruiser.cjs', '--output-type', 'json']
  const { output } = await runTool('depcruise', args)
  const cruise = parse(output)
  if (cruise === null) return { isGood: false, output }
  const complaints = [...forbidden(cruise), ...unseen(cruise)]
  return { isGood: complaints.length === 0, output: complaints.join('\n') }
}

/** The report, without what was said before it. */
function parse(output: string): Cruise | null {
  try {
    return JSON.parse(output.slice(output.indexOf('{'))) as Cruise
  } catch {
    return null
  }
}

function forbidden({ summary }: Cruise): string[] {
  const reasons = new Map(summary.ruleSetUsed?.forbidden?.map((rule) => [rule.name, rule.comment]))
  return summary.violations.map(({ from, to, rule, cycle }) => {
    const way = cycle === undefined ? to : cycle.map((step) => step.name).join(' -> ')
    return `${from} -> ${way}\n  ${rule.name}: ${reasons.get(rule.name) ?? ''}`
  })
}

function unseen({ modules }: Cruise): string[] {
  const seen = new Set(modules.map((module) => module.source))
  const sources = listPackageSources()
  const missing = sources.filter((file) => !seen.has(file))
  if (missing.length === 0 && sources.length > 0) return []
  const counts = `expected ${sources.length} source files, saw ${sources.length - missing.length} of them`
  return [`dependency-cruiser did not see every source file: ${counts}`, ...missing.map((file) => `  ${file}`)]
}
