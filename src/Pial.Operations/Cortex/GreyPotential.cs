using Pial.Volumes;

namespace Pial.Operations.Cortex;

/// <summary>
/// Laplace's potential between the surfaces: 0 at white matter, 1 at CSF and where the banks of a sulcus meet without CSF between them.
/// </summary>
/// <remarks>
/// Its gradient leads from every point of the white surface to one of the pial surface, and no two of these ways cross (Jones, Buchbinder
/// &amp; Aharon 2000, doi 10.1002/1097-0193(200009)11:1&lt;12::AID-HBM20&gt;3.0.CO;2-K). Where two blades of white matter end in one
/// mass of grey matter, as at the poles and by the amygdala, the ways bend outwards; ways along normals would meet between the blades, and
/// stop.
/// </remarks>
internal static class GreyPotential
{
    private const float LeastBankMm = 1;
    private const float MostLevel = 2.05f; // where banks meet in grey and white matter alone, no sulcus is believed
    private const int FewestVoxels = 40; // of a sheet where banks meet
    private const int Sweeps = 60;
    private const float Overrelaxation = 1.6f;

    /// <summary>Solves for the potential.</summary>
    /// <param name="field">Tissue levels.</param>
    /// <param name="banks">Grey matter of the same levels.</param>
    /// <param name="cancel">Stops it.</param>
    public static LevelField Of(LevelField field, GreyBanks banks, CancellationToken cancel)
    {
        var ((grey, bank, across), levels, potential) = (banks, field.Values, new float[field.Values.Length]);
        var sheets = Sheets(grey, bank, field);
        for (var v = 0; v < potential.Length; v++)
            potential[v] = levels[v] > TissueLevels.White ? 0 : 1;
        for (var n = 0; n < grey.Count; n++)
            if (!sheets[n]) potential[grey.Voxel(n)] = across[n] > 0 ? Math.Clamp(bank.Distance(n) / across[n], 0, 1) : 0.5f;
        Relax(potential, grey, sheets, field.Grid.Shape, cancel);
        return new(field.Grid, potential);
    }

    private static void Relax(float[] potential, GreyVoxels grey, bool[] isFixed, Shape s, CancellationToken cancel)
    {
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            cancel.ThrowIfCancellationRequested();
            for (var n = 0; n < grey.Count; n++)
            {
                if (isFixed[n]) continue;
                var v = grey.Voxel(n);
                var mean = (potential[v - 1] + potential[v + 1] + potential[v - s.I] + potential[v + s.I]
                    + potential[v - s.SliceCount] + potential[v + s.SliceCount]) / 6;
                potential[v] += Overrelaxation * (mean - potential[v]);
            }
        }
    }

    // Voxels where banks meet far from white matter, in sheets of some size: the sulci that CSF does not show.
    private static bool[] Sheets(GreyVoxels grey, BankDistance bank, LevelField field)
    {
        var (meets, sheets) = (new bool[grey.Count], new bool[grey.Count]);
        for (var n = 0; n < grey.Count; n++)
            meets[n] = bank.Meets(n) && bank.Distance(n) >= LeastBankMm / field.StepMm && field.Values[grey.Voxel(n)] <= MostLevel;
        var (part, stack) = (new List<int>(), new Stack<int>());
        for (var first = 0; first < grey.Count; first++)
        {
            if (!meets[first]) continue;
            part.Clear();
            stack.Push(first);
            meets[first] = false;
            while (stack.TryPop(out var n))
            {
                part.Add(n);
                for (var a = 0; a < GreyVoxels.Around; a++)
                {
                    if (grey.Neighbour(n, a) is not (>= 0 and var u) || !meets[u]) continue;
                    meets[u] = false;
                    stack.Push(u);
                }
            }

            if (part.Count >= FewestVoxels) part.ForEach(n => sheets[n] = true);
        }

        return sheets;
    }
}
