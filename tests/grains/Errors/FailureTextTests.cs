namespace BirdGrid.Grains.Tests.Errors;

public sealed class FailureTextTests
{
    [Theory]
    [InlineData("Could not find file '/var/lib/bird grid/blobs/ab'.", "Could not find file (a path of the silo).")]
    [InlineData("No space left on device : '/data/blobs/ab/cd'", "No space left on device : (a path of the silo)")]
    [InlineData("Blob ab is damaged at /data/blobs/ab: its bytes have another hash.", "Blob ab is damaged at (a path of the silo): its bytes have another hash.")]
    [InlineData("open(/data/x.bin) failed, errno 2", "open((a path of the silo)) failed, errno 2")]
    [InlineData("See https://example.org/a/b for 3/4 of and/or image/jpeg.", "See https://example.org/a/b for 3/4 of and/or image/jpeg.")]
    public void Paths_of_the_silo_stay_in_its_log(string message, string told) =>
        Assert.Equal($"IOException: {told}", FailureText.Of(new IOException(message)));

    [Fact]
    public void What_the_grid_says_itself_is_told_as_it_is() =>
        Assert.Equal("'/a/b' is no name.", FailureText.Of(new RefusedException("bad-name", "'/a/b' is no name.")));
}
