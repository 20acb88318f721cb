using BirdGrid.Vision.Photos;

namespace BirdGrid.Vision.Tests.Photos;

public sealed class RenditionEncoderTests
{
    private static readonly PhotoDecoder Decoder = new();
    private static readonly RenditionEncoder Renditions = new(Decoder);

    [Fact]
    public void Photo_is_shrunk_to_the_shorter_side()
    {
        RgbImage photo = TestPictures.Gradient(700, 500);
        Rendition rendition = Renditions.Make(PhotoEncoder.EncodeJpeg(photo, 95), 200);
        RgbImage shrunk = Decoder.Decode(rendition.EncodedJpeg);
        Assert.Equal((280, 200), (rendition.Width, rendition.Height));
        Assert.InRange(TestPictures.MeanDifference(PhotoResizer.Resize(photo, 280, 200), shrunk), 0, 1.5);
    }

    [Fact]
    public void Small_upright_jpeg_is_kept_byte_for_byte()
    {
        byte[] jpeg = PhotoEncoder.EncodeJpeg(TestPictures.Gradient(60, 40), 80);
        Rendition rendition = Renditions.Make(jpeg, 40);
        Assert.Equal(jpeg, rendition.EncodedJpeg.ToArray());
        Assert.Equal((60, 40), (rendition.Width, rendition.Height));
    }

    [Fact]
    public void Small_png_becomes_a_jpeg_of_its_size()
    {
        RgbImage photo = TestPictures.Gradient(60, 40);
        Rendition rendition = Renditions.Make(PhotoEncoder.EncodePng(photo), 100);
        Assert.Equal(PhotoFormat.Jpeg, Decoder.ReadHeader(rendition.EncodedJpeg.Span).Format);
        Assert.InRange(TestPictures.MeanDifference(photo, Decoder.Decode(rendition.EncodedJpeg)), 0, 2);
    }

    [Fact]
    public void Turned_photo_is_made_upright()
    {
        Rendition rendition = Renditions.Make(TestPictures.Bad("synthetic/parrot_exif_orientation_6.jpg"), 1000);
        RgbImage upright = Decoder.Decode(TestPictures.Bad("synthetic/parrot_exif_orientation_1.jpg"));
        Assert.Equal(1, Decoder.ReadHeader(rendition.EncodedJpeg.Span).Orientation);
        Assert.InRange(TestPictures.MeanDifference(upright, Decoder.Decode(rendition.EncodedJpeg)), 0, 6);
    }

    [Fact]
    public void Damaged_small_jpeg_is_refused_and_not_kept()
    {
        byte[] encoded = TestPictures.Bad("synthetic/truncated_at_20543.jpg");
        Assert.Throws<PhotoDecodeException>(() => Renditions.Make(encoded, 1000));
    }
}
