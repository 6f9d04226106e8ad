using System.CommandLine;
using System.Globalization;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary>
/// <c>pial convert IN OUT</c>: from one format, orientation or voxel type to another; no value is interpolated. Surfaces and numbers of
/// vertices: <see cref="SurfaceConversion"/>.
/// </summary>
internal sealed class ConvertCommand
{
    private readonly Argument<string> input = new("in")
    {
        Description = "NIfTI, MGH/MGZ or Analyze, either half of a pair; or a surface, or numbers of its vertices.",
        HelpName = "IN",
    };
    private readonly Argument<string> output = new("out")
    {
        Description = "Image: .nii, .nii.gz, .hdr or .img (NIfTI pair), .mgh, .mgz, or .npy. Surface: lh.NAME or rh.NAME " +
            "(FreeSurfer), .surf.gii, .ply, .obj, .stl, .vtk, .off. Numbers of vertices: lh.NAME or rh.NAME, .shape.gii, .mgh, .mgz.",
        HelpName = "OUT",
    };
    private readonly Option<string?> orientation = new("--orientation")
    {
        Description = "Permute and flip the axes, such as RAS or LPI; every voxel keeps its place in the world.",
        HelpName = "RAS",
    };
    private readonly Option<string?> type = new("--dtype")
    {
        Description =
            "Voxel type, such as uint8, int16, float32. Default: the input's. In an integer type whole numbers stay what they are, " +
                "and fractions are scaled.",
        HelpName = "TYPE",
    };
    private readonly Option<int?> version = new("--nifti")
    {
        Description = "NIfTI version, 1 or 2. Default: the input's, or 1.",
        HelpName = "1|2",
    };
    private readonly Option<int?> volume = new("--volume") { Description = "Which volume of a series, counted from 0.", HelpName = "N" };
    private readonly Option<LengthUnit?> units = Choice.Units();
    private readonly Option<string?> reference = new("--reference")
    {
        Description = "Of surfaces: the volume that FreeSurfer's coordinates start from, such as mri/T1.mgz. " +
            "Default: the one that IN names.",
        HelpName = "VOLUME",
    };
    private readonly Option<bool> keep = new("--keep-coordinates")
    {
        Description = "Of surfaces: write the coordinates as they are, also where OUT's form holds others by custom.",
    };
    private readonly Privacy privacy = new(usual: false);

    public static Command Create() => new ConvertCommand().Verb();

    private Verb Verb() => new(
        "convert",
        "From one format, orientation or voxel type to another, without interpolation; also surfaces and numbers of their vertices.",
        ["pial convert orig.mgz T1w.nii.gz", "pial convert scan.img scan.nii.gz --orientation RAS", "pial convert T1w.nii.gz T1w.npy",
            "pial convert lh.pial hemi-L_pial.surf.gii", "pial convert hemi-L_pial.surf.gii lh.pial --reference T1.mgz",
            "pial convert lh.thickness hemi-L_thickness.shape.gii"],
        [input, output, orientation, type, version, volume, units, reference, keep, privacy.Option],
        Work);

    private void Work(CommandRun run)
    {
        if (SurfaceConversion.KindOf(run.Get(input), run.Get(output)) is { } surface)
        {
            foreach (var option in (Option[])[orientation, type, version, volume, units, privacy.Option])
                if (run.Given(option))
                    throw new InputException($"{option.Name} is for images; {run.Get(input)} holds {surface.Words()}.");
            SurfaceConversion.Run(run, surface, run.Get(input), run.Get(output), run.Get(reference), run.Get(keep));
            return;
        }

        foreach (var option in (Option[])[reference, keep])
            if (run.Given(option)) throw new InputException($"{option.Name} is for surfaces; {run.Get(input)} is an image.");
        var target = run.Get(orientation) is { } code ? Orientation.Parse(code) : (Orientation?)null;
        var asked = run.Get(type) is { } name ? StoredTypes.Parse(name) : (StoredType?)null;
        var path = run.Get(output);
        foreach (var file in ImageFile.FilesOf(path))
            run.Output(file, [.. ImageFile.FilesOf(run.Get(input))]);
        var image = run.LoadStored(run.Get(input), new() { Volume = run.Get(volume), Unit = run.Get(units) });
        if (asked is { } kind && image.FirstRounded(kind) is { } lost)
            run.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"pial: {kind.Name()} rounds whole numbers such as {lost:0}; choose float64, or an integer type for labels."));
        if (target is { } axes) image = image.Move(new Reoriented(axes));
        image.Save(path, new()
        {
            Type = asked,
            Header = privacy.Header(run, image.Header, run.Get(input)),
            NiftiVersion = run.Get(version),
        }, run.Parallel);
    }
}
