using System.Runtime.InteropServices;

namespace Pial.Cli;

/// <summary>
/// Ends the process within a second of a signal, whatever it does: the first one asks the work to stop, so that unfinished files are
/// removed; where it has not
/// stopped in time, or a second one comes, they are removed from here and the process ends under the work. The exit code is the shell's for
/// the signal: 130 (SIGINT), 143 (SIGTERM), 129 (SIGHUP).
/// </summary>
internal sealed class EndBySignal : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan ToTidy = TimeSpan.FromMilliseconds(200);
    private readonly CancellationTokenSource stop = new();
    private readonly ManualResetEventSlim first = new(), second = new(), over = new();
    private readonly PosixSignalRegistration[] registrations;
    private int code;

    public EndBySignal()
    {
        // Made now: when the signal comes, the process may have neither memory nor a free thread of the pool.
        new Thread(End) { IsBackground = true, Name = nameof(EndBySignal) }.Start();
        registrations = [On(PosixSignal.SIGINT, 130), On(PosixSignal.SIGTERM, 143), On(PosixSignal.SIGHUP, 129), .. Survived()];
    }

    /// <summary>Asks the work to stop.</summary>
    public CancellationToken Token => stop.Token;

    /// <summary>The program's exit code: that of the signal when one came, else that of the work.</summary>
    public int CodeOr(int done) => Volatile.Read(ref code) is var signalled and not 0 ? signalled : done;

    public void Dispose()
    {
        over.Set();
        foreach (var registration in registrations)
            registration.Dispose();
    }

    private PosixSignalRegistration On(PosixSignal signal, int exit) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref code, exit, 0) != 0)
        {
            second.Set();
            return;
        }

        first.Set();
        stop.Cancel();
    });

    // SIGXFSZ: a file grew beyond the limit of `ulimit -f`. Left alone it ends the process without a word; caught, the write fails and is
    // told of as any other.
    private static PosixSignalRegistration[] Survived() =>
        OperatingSystem.IsWindows() ? [] : [PosixSignalRegistration.Create((PosixSignal)25, static context => context.Cancel = true)];

    private void End()
    {
        first.Wait();
        if (WaitHandle.WaitAny([second.WaitHandle, over.WaitHandle], Patience) == 1) return;
        // On a thread that is not waited for: a dead network disk holds whoever touches it.
        var tidy = new Thread(() =>
        {
            PialApp.RemoveUnfinished();
            Console.Error.WriteLine(
                "pial: ended by a signal; nothing half-written stands under its final name, and the next run removes what is called " +
                    ".part.");
        })
        { IsBackground = true };
        tidy.Start();
        tidy.Join(ToTidy);
        if (OperatingSystem.IsWindows()) Environment.Exit(code);
        ExitNow(code); // Environment.Exit waits for what may never come
    }

    [DllImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void ExitNow(int status);
}
