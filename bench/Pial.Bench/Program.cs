using BenchmarkDotNet.Running;
using Pial.Bench;

// `time WORK REPEATS THREADS` measures whole operations for bench/Peers/scipy/run.py; anything else goes to BenchmarkDotNet.
if (args is ["time", var work, var repeats, var threads])
{
    PeerTiming.Run(work, int.Parse(repeats), int.Parse(threads));
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
