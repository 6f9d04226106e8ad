using System.Collections;
using System.Globalization;
using System.Numerics.Tensors;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Pial.Volumes;

namespace Pial.Conformance.Steps;

/// <summary>A hash of everything a step gave: voxels, affines and numbers, through all public properties, in order of name.</summary>
internal static class ValueHash
{
    public static string Of(object? value)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, value);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    /// <summary>
    /// What the machine's arithmetic gives: where it is another's, sums are added in another order and bits differ without anybody's doing.
    /// </summary>
    public static string OfArithmetic()
    {
        float[] values = [.. Enumerable.Range(1, 1000).Select(static n => 1f / n)];
        double[] doubles = [.. values.Select(static v => (double)v)];
        return Of(new object[]
        {
            TensorPrimitives.Sum<float>(values), TensorPrimitives.Dot<float>(values, values),
            TensorPrimitives.Dot<double>(doubles, doubles),
            doubles.Select(static v => Math.Exp(v)).ToArray(), doubles.Select(static v => Math.Log(v)).ToArray(),
            doubles.Select(static v => Math.Pow(v, 0.3)).ToArray(), doubles.Select(static v => Math.Sin(v)).ToArray(),
            doubles.Select(static v => Math.Cbrt(v)).ToArray(),
            values.Select(static v => MathF.Exp(v)).ToArray(), values.Select(static v => MathF.Log(v)).ToArray(),
        });
    }

    private static void Add(IncrementalHash hash, object? value)
    {
        switch (value)
        {
            case null: Text(hash, "null"); return;
            case string text: Text(hash, text); return;
            case Volume<float> image: Voxels(hash, image); return;
            case Volume<int> labels: Voxels(hash, labels); return;
            case Volume<bool> mask: Voxels(hash, mask); return;
            case Volume<byte> bytes: Voxels(hash, bytes); return;
            case Affine affine:
                Text(hash,
                string.Join(' ', Enumerable.Range(0, 12).Select(n => BitConverter.DoubleToInt64Bits(affine[n / 4, n % 4])))); return;
            case bool or Enum: Text(hash, value.ToString()!); return;
            case IFormattable number when value.GetType()
                .IsPrimitive:
                Text(hash, number.ToString(null, CultureInfo.InvariantCulture)); return;
            case IEnumerable items:
                foreach (var item in items) Add(hash, item);
                return;
            default:
                foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
                    .Where(static p => p.GetIndexParameters().Length == 0).OrderBy(static p => p.Name, StringComparer.Ordinal))
                {
                    Text(hash, property.Name);
                    Add(hash, property.GetValue(value));
                }

                // of tuples
                foreach (var field in value.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance))
                    Add(hash, field.GetValue(value));
                return;
        }
    }

    private static void Voxels<T>(IncrementalHash hash, Volume<T> volume)
        where T : unmanaged
    {
        Text(hash, volume.Shape.ToString());
        Add(hash, volume.Grid.Affine);
        hash.AppendData(MemoryMarshal.AsBytes(volume.Span));
    }

    private static void Text(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
}
