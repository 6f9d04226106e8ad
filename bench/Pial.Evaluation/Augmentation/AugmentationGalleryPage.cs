namespace Pial.Evaluation.Augmentation;

/// <summary>What the gallery shows.</summary>
internal static class AugmentationGalleryPage
{
    public const string Beginning = """
        # Gallery of augmentation

        The demo head, rescaled to 0 to 1, after each transform, from left to right in the order of the lines below each sheet; the first picture is the head itself. Each line is a pipeline:

        ```sh
        pial augment head.nii.gz out.nii.gz --pipeline line.yaml --labels mask.nii.gz --seed 5
        ```

        Dark blue lies beyond the image's grid. Parameters are stronger than their defaults where those would hardly show. All parameters: [reference](reference/augmentation.md).
        Made by `dotnet run -c Release --project bench/Pial.Evaluation -- augmentation-gallery`.

        """;

    public static Group[] Groups { get; } =
    [
        new("Space", "Movements of the head or of the grid. Several in a row are interpolated once.", false,
        [
            Of("- RandomAffine: {degrees: 20, translation: 10}"), Of("- RandomFlip: {axes: [LR], flip_probability: 1}"),
            Of("- RandomElasticDeformation: {max_displacement: 18}"),
            Of("- RandomGridDistortion: {distort_limit: 0.6}"), Of("- Resample: {target: 4}"), Of("- Resize: {target_shape: [40, 48, -1]}"),
            Of("- Crop: {cropping: [30, 10, 20, 40, 0, 0]}"),
            Of("- Pad: {padding: 15}"), Of("- CropOrPad: {target_shape: [140, 140, 181]}"),
            Of("- EnsureShapeMultiple: {target_multiple: 64}"), Of("- CropForeground: {threshold: 0.1}"),
            Of("- RandomCropByPosNegLabel: {neg: 0, spatial_size: [96, 96, 0]}"),
            Of("- RandomCropByLabelClasses: {spatial_size: [64, 64, 0], ratios: [0, 1]}"),
        ]),
        new("Intensity", "Contrast, brightness, blur and noise.", false,
        [
            Of("- RandomGamma: {log_gamma: [0.4, 0.6]}"), Of("- RandomAdjustContrast: {gamma: [2, 3]}"),
            Of("- RandomHistogramShift: {num_control_points: 6}"), Of("- RandomScaleIntensity: {factors: [-0.5, -0.4]}"),
            Of("- RandomShiftIntensity: {offsets: [0.2, 0.3]}"), Of("- RandomBlur: {std: [1.5, 2.5]}"), Of("- RandomGaussianSharpen"),
            Of("- RandomNoise: {std: [0.08, 0.1]}"),
            Of("- RandomNoise: {std: [0.1, 0.12], model: rician}"), Of("- RandomNoise: {std: [0.04, 0.05], model: non_central_chi}"),
            Of("- RandomBiasField", 3), Of("- RandomSmoothFieldAdjustIntensity: {mode: cubic}"),
            Of("- RandomSmoothFieldAdjustContrast: {mode: cubic, gamma: [0.5, 3]}"), Of("- RandomSmoothFieldAdjustIntensity"),
            Of("- RandomSwap: {patch_size: 20, num_iterations: 60}"),
            Of("- RandomCoarseDropout: {holes: 40, spatial_size: 24}"), Of("- RandomCoarseShuffle: {holes: 40, spatial_size: 24}"),
            Of("- Clamp: {out_min: 0.3, out_max: 0.6}"), Of("- To: {target: bool}"),
        ]),
        new("Artefacts of MR", "What scanners and people in them do.", false,
        [
            Of("- RandomMotion: {degrees: 6, translation: 6, num_transforms: 3}"), Of("- RandomGhosting: {axes: [1], intensity: [0.8, 1]}"),
            Of("- RandomSpike: {intensity: [0.5, 0.8]}"),
            Of("- RandomKSpaceSpikeNoise: {intensity_range: 14}"), Of("- RandomGibbsNoise: {alpha: [0.65, 0.75]}"),
            Of("- RandomPartialFourier: {axes: [1], fraction: 0.52}"),
            Of("- RandomWrapAround: {axes: [1], field_of_view: 0.7}"), Of("- RandomReceiveField: {coils: 8, strength: 1}"),
            Of("- RandomReceiveField: {coils: 32, shift: 30, strength: 1}", 8),
            Of("- RandomAnisotropy: {axes: [1], downsampling: 5}"), Of("- RandomAnisotropy: {axes: [1], downsampling: 5, profile: pulse}"),
            Of("- RandomSimulateLowResolution: {zoom_range: 0.3}"),
            Of("- RandomSimulateLowResolution: {zoom_range: 0.3, average: true}"),
        ]),
        new("Field of view", "What a scan shows of a head: with the brain's mask as labels.", true,
        [
            Of("- RandomFieldOfView: {sides: [superior, anterior], cut: [20, 40], side_probability: 1}"),
            Of("- RandomFieldOfView: {sides: [inferior, posterior], cut: [20, 40], side_probability: 1, keep_grid: false}"),
            Of("- RandomNeck: {below: 0}"), Of("- RandomNeck: {below: 20, keep_grid: false}"), Of("- RandomSkullStrip: {margin: 8}"),
            Of("- RandomSkullStrip: {margin: 0}"), Of("- RandomSkullStrip: {margin: -3}"),
            Of("- RandomSkullStrip: {margin: 2, remaining: [0.3, 0.4]}"), Of("- RandomThickSlices: {axes: [2], spacing: 6}"),
        ]),
        new("From labels",
            "Images made from the labels of the head made of formulas (`pial phantom --analytic`), which lie on the same grid.", false,
        [
            Labels("- RandomLabelsToImage: {image_key: image, ignore_background: true}", 1),
            Labels("- RandomLabelsToImage: {image_key: image, default_std: 0.02}", 2),
            Labels("- RandomLabelsToImage: {image_key: image, ignore_background: true, groups: [2, 41, -1, 3, 42, -1, 4, 43, -1, 10, 49, " +
                "-1, 11, 50, -1, 12, 51]}", 3),
            Labels("- Compose: [RandomElasticDeformation: {max_displacement: 15, include: [labels]}, RandomLabelsToImage: {image_key: " +
                "image, ignore_background: true}, RandomBlur: {std: [0.5, 1]}, RandomReceiveField, RandomNoise: {std: [0.02, 0.05], " +
                "model: rician}]", 4),
        ]),
    ];

    private static (string Yaml, ulong Seed, bool Labels) Of(string yaml, ulong seed = 5) => (yaml, seed, false);

    private static (string Yaml, ulong Seed, bool Labels) Labels(string yaml, ulong seed) => (yaml, seed, true);

    internal sealed record Group(string Name, string Text, bool Sagittal, (string Yaml, ulong Seed, bool Labels)[] Rows);
}
