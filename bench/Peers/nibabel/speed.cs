#:project ../../../src/Pial.Formats/Pial.Formats.csproj
#:property InvariantGlobalization=true
#:property TreatWarningsAsErrors=false
#:property RunAnalyzers=false

// Times Pial.Formats for compare.py: one command a line on stdin, "read IN" or "write IN TYPE OUT"; answers wall and CPU milliseconds.
using System.Diagnostics;
using Pial.Formats;

while (Console.ReadLine() is { } line)
{
    var words = line.Split(' ');
    var image = string.Equals(words[0], "write", StringComparison.Ordinal) ? ImageFile.Load(words[1]).Image : null;
    GC.Collect();
    var cpu = Process.GetCurrentProcess().TotalProcessorTime;
    var clock = Stopwatch.GetTimestamp();
    if (image is null)
        GC.KeepAlive(ImageFile.Load(words[1]));
    else
        ImageFile.Save(words[3], image, new() { Type = StoredTypes.Parse(words[2]) });
    var wall = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
    Console.WriteLine($"{wall:0.0} {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds:0.0}");
}
