using BirdGrid.Vision.Photos;
namespace BirdGrid.Vision.Augmentation;
#pragma warning disable
public sealed record AugmentationPolicy { public static AugmentationPolicy FromJson(string s)=>new(); public string ToJson()=>"{}"; public static AugmentationPolicy Named(string s)=>new(); public static IReadOnlyList<string> Names=>[]; public void Validate(){} }
public sealed class Augmenter(AugmentationPolicy p, ulong seed, int size) { public void Render(RgbImage i,int e,long x, Span<byte> o) { new EvaluationTransform(size,size).Render(i,o); } }
