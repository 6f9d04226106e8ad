using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Pial.Kernels.Tests")]
[assembly: InternalsVisibleTo("Pial.Bench")]
