namespace Pial.Operations.Cortex;

/// <summary>Grey matter of a hemisphere, seen from white matter: what leads the pial surface, and half of projected thickness.</summary>
/// <param name="Grey">Its voxels.</param>
/// <param name="FromWhite">Their distances to white matter.</param>
/// <param name="Across">The way from border to border through each, in voxels.</param>
internal sealed record GreyBanks(GreyVoxels Grey, BankDistance FromWhite, float[] Across)
{
    public static GreyBanks Of(LevelField field, CancellationToken cancel)
    {
        var grey = new GreyVoxels(field);
        var bank = new BankDistance(grey, field.Values, TissueLevels.White, TissueLevels.Pial);
        return new(grey, bank, bank.Across(cancel));
    }
}
