package interchange;

import java.util.Arrays;

/**
 * Runs another program, and ends it when standard input ends: a broker must not outlive the test that
 * started it, however that test ends.
 */
public final class Watched {
  public static void main(String[] args) throws Exception {
    Thread watch = new Thread(Watched::haltAtEndOfInput, "watch");
    watch.setDaemon(true);
    watch.start();
    var main = Class.forName(args[0]).getMethod("main", String[].class);
    main.invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
  }

  private static void haltAtEndOfInput() {
    try {
      while (System.in.read() >= 0) {}
    } catch (java.io.IOException broken) {
      // As good as ended.
    }
    Runtime.getRuntime().halt(3);
  }
}
