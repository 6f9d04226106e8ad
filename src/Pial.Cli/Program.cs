using Pial.Cli;

using var signals = new EndBySignal();
using var heap = new HeapLimit();
return signals.CodeOr(await PialApp.Run(args, Console.Out, Console.Error, signals.Token));
