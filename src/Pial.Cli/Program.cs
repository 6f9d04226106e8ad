using System.Runtime.InteropServices;
using Pial.Cli;

// The first Ctrl-C (or SIGTERM) asks the work to stop, so that temporary files are removed; a second one ends the process at once.
using var stop = new CancellationTokenSource();
void OnSignal(PosixSignalContext context)
{
    if (stop.IsCancellationRequested) return;
    context.Cancel = true;
    stop.Cancel();
}

using var heap = new HeapLimit();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
return await PialApp.Run(args, Console.Out, Console.Error, stop.Token);
